using Countersign.SignIn.AdminTokens;
using Microsoft.AspNetCore.Http.Features;

namespace Countersign.Gateway.Admin;

/// <summary>Whom the gate let in, for endpoints that look closer than it can.</summary>
internal sealed record AdminHolder(string Name, AdminScope Scope)
{
    public static AdminHolder Of(HttpContext http) => http.Features.GetRequiredFeature<AdminHolder>();
}
