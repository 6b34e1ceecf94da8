global using Countersign.Gateway.Tests.Kit;
global using Countersign.TestServers;
global using Microsoft.Playwright;
global using Xunit;
