using Countersign.SignIn;

namespace Countersign.Gateway.Admin;

/// <summary>What the machine says to whoever is to become an owner (ADM-3).</summary>
internal static class Invitations
{
    private const string FirstPath = "/console/first";

    /// <param name="console">Scheme and authority of the administration listener; null: not known here.</param>
    /// <param name="operators">Their tenant; null: not known here.</param>
    public static string Words(string? console, TenantId? operators, string code)
    {
        var where = console is null ? "the administration listener at " + FirstPath : console + FirstPath;
        var who = operators is { } tenant ? $"the tenant {tenant}" : "the operators' tenant";
        return $"""
            To become an owner, open {where} within an hour.
            Type the name of a person of {who} and this code, which is good once:
            {code}
            """;
    }
}
