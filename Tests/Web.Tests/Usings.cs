global using Countersign.Gateway.Tests.Kit;
global using Microsoft.Playwright;
global using Xunit;
