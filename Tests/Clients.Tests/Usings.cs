global using Countersign.Gateway.Tests.Kit;
global using Countersign.TestServers;
global using Xunit;
