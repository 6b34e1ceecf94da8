global using Countersign.Gateway.Tests.Kit;
global using Xunit;
