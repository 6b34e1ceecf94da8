using Countersign.Engine;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Remote;

/// <summary>
/// A tenant as a document has it, made of nothing by the rules of tenants themselves: what they refuse here, a service would refuse, and
/// what they make of it is the document in the one form that can be compared.
/// </summary>
internal static class Blueprint
{
    /// <summary>Stands for a secret that is not known here.</summary>
    public const string Secret = "(a secret by reference)";

    /// <returns>Where in the document, and why not; or the tenant in the form that can be compared.</returns>
    public static (TenantConfigurationBody? Made, string? Objection) Draw(string name, TenantConfigurationBody wanted)
    {
        var path = $"$.tenants.{name}";
        if (!TenantId.TryParse(name, out var tenant)) return (null, $"{path}: {Say(AdminErrors.InvalidTenantName)}");
        TenantState state = new TenantState.Absent();
        foreach (var (place, question, unread) in Questions(wanted))
        {
            if (question is null) return (null, $"{path}{place}: {Say(unread)}");
            // Nobody has to agree to what is drawn here alone (T31).
            var answer = state is TenantState.Present present
                ? TenantRules.Foresee(present, question)
                : TenantRules.Decide(state, question, tenant, DateTimeOffset.UnixEpoch).Answer;
            if (answer is not TenantAnswer.Is made)
                return (null, $"{path}{place}: {Say(RefusalErrors.RowOf(((TenantAnswer.Refused)answer).Why))}");
            state = made.Tenant;
        }

        return (TenantConfigurationBody.From((TenantState.Present)state), null);
    }

    private static string Say(ProtocolError error) => $"{error.Title} {error.Detail} ({error.Code})";

    /// <summary>Null where a word or a name is none.</summary>
    private static IEnumerable<(string Place, TenantQuestion? Question, ProtocolError Unread)> Questions(TenantConfigurationBody wanted)
    {
        yield return ("", new TenantQuestion.Create(Request()), HttpErrors.InvalidRequest);
        if (wanted.Prerequisites is { } prerequisites)
        {
            yield return (".prerequisites", prerequisites.ToPrerequisites() is { } set
                ? new TenantQuestion.SetPrerequisites(Request(), set) : null, HttpErrors.InvalidRequest);
        }

        if (wanted.Settings is { } settings)
        {
            yield return (".settings", settings.ToSettings() is { } set
                ? new TenantQuestion.SetSettings(Request(), set, Secret) : null, HttpErrors.InvalidRequest);
        }

        foreach (var (id, body) in wanted.Providers ?? Nothing<ProviderBody>())
        {
            yield return ($".providers.{id}", Provider.IsId(id) && body.ToProvider(id, secret => secret) is { } set
                ? new TenantQuestion.SetProvider(Request(), set) : null, AdminErrors.InvalidProviderId);
        }

        if (wanted.Passwords is { } passwords) yield return (".passwords", Read(passwords), HttpErrors.InvalidRequest);
        foreach (var (domain, body) in wanted.Domains ?? Nothing<DomainBody>())
        {
            yield return ($".domains['{domain}']", UserName.IsDomain(domain) && body.ToDomain() is { } set
                ? new TenantQuestion.SetDomain(Request(), domain, set) : null, AdminErrors.InvalidDomainName);
        }

        foreach (var (id, body) in wanted.Clients ?? Nothing<OAuth.ClientBody>())
        {
            yield return ($".clients.{id}", Client.IsId(id) && body.ToClient(id) is { } set
                ? new TenantQuestion.SetClient(Request(), set) : null, AdminErrors.InvalidClientId);
        }

        if (wanted.LegacyPolicy is { } legacy)
            yield return (".legacy_policy", new TenantQuestion.SetLegacyPolicy(Request(), legacy.Enabled), HttpErrors.InvalidRequest);
        if (wanted.Policy is { } policy)
        {
            yield return (".policy", PolicyEndpoint.Read(policy.Target).Target is { } target
                ? new TenantQuestion.SavePolicy(Request(), null, policy.Enabled, target) : null, HttpErrors.InvalidRequest);
        }
    }

    private static TenantQuestion? Read(PasswordsBody passwords)
    {
        if (passwords == PasswordsBody.None) return new TenantQuestion.SetPasswords(Request(), null);
        return passwords.ToWay(secret => secret) is { } way ? new TenantQuestion.SetPasswords(Request(), way) : null;
    }

    private static Dictionary<string, T> Nothing<T>() => [];

    private static RequestId Request() => new(RandomValues.Handle());
}
