global using System.Collections.Immutable;
global using Countersign.SignIn.Audit;
global using Countersign.SignIn.Challenges;
global using Countersign.SignIn.Devices;
global using Countersign.SignIn.Jose;
global using Countersign.SignIn.Tenants;
global using Countersign.SignIn.Users;
global using Xunit;
