using Countersign.Engine;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Name">
/// <c>users_lose_access</c>, <c>sign_ins_end</c>, <c>unknown_user</c>, <c>unknown_group</c>, <c>empty_target</c> or <c>switched_off</c>.
/// </param>
/// <param name="AffectedUsers">
/// Users with the credential who can sign in with the phone now and could not any more; of the others, how many names are meant.
/// </param>
/// <param name="Names">The first hundred of them.</param>
public sealed record WarningBody(string Name, int AffectedUsers, string Detail, IReadOnlyList<string> Names);

/// <summary>S-54: who is concerned, in numbers and by name. Of the names there are the first hundred.</summary>
/// <param name="Holders">Users who have phone sign-in enabled on a phone.</param>
/// <param name="Prompted">Of them, those whom an attempt to sign in will prompt.</param>
/// <param name="Refused">Of those, the ones who will be refused after completing (S-35).</param>
/// <param name="Gaining">Holders who cannot sign in with the phone now, and will be able to.</param>
public sealed record ForecastBody(
    int Holders, int Prompted, int Refused, IReadOnlyList<string> HolderNames, IReadOnlyList<string> PromptedNames,
    IReadOnlyList<string> RefusedNames, int Gaining = 0, IReadOnlyList<string>? GainingNames = null)
{
    public static ForecastBody From(PolicyForecast forecast) => new(
        forecast.Holders.Count, forecast.Prompted.Count, forecast.Refused.Count, forecast.Holders.Names, forecast.Prompted.Names,
        forecast.Refused.Names, forecast.Gaining.Count, forecast.Gaining.Names);
}

/// <summary>S-25: what an administrator should know of a change before it shuts somebody out.</summary>
internal static class PolicyWarnings
{
    public const string LoseAccess = "users_lose_access", SignInsEnd = "sign_ins_end", UnknownUser = "unknown_user";
    public const string UnknownGroup = "unknown_group", EmptyTarget = "empty_target", SwitchedOff = "switched_off";

    /// <summary>Of the policy as it stands.</summary>
    public static IReadOnlyList<WarningBody> Of(TenantState.Present tenant) => tenant.PhoneSignInIsOn
        ? []
        : [new(SwitchedOff, 0, "No policy is on: nobody is asked on the phone, whatever is set up.", [])];

    /// <summary>Of a change of settings or prerequisites.</summary>
    public static IReadOnlyList<WarningBody> OfSettings(PolicyForecast forecast)
    {
        List<WarningBody> warnings = [];
        Add(warnings, LoseAccess, forecast.LosingAccess,
            "With what is in force these users can sign in with the phone; with this they cannot.");
        Add(warnings, SignInsEnd, forecast.Ending,
            "What these users are signed in to by phone ends: it was approved with a weaker number.");
        return warnings;
    }

    /// <param name="target">Null when the policy is to be off.</param>
    public static IReadOnlyList<WarningBody> Of(PolicyForecast forecast, Target? target)
    {
        List<WarningBody> warnings = [];
        Add(warnings, LoseAccess, forecast.LosingAccess,
            "The policy in force lets these users sign in with the phone; the new one does not.");
        Add(warnings, UnknownUser, forecast.UnknownUsers, "No user of this tenant has these names.");
        Add(warnings, UnknownGroup, forecast.UnknownGroups, "Nobody is in these groups.");
        if (target is Target.SelectUsers { Users.Count: 0, Groups.Count: 0 })
            warnings.Add(new(EmptyTarget, 0, "The policy names neither a user nor a group: it allows nobody.", []));
        return warnings;
    }

    private static void Add(List<WarningBody> warnings, string name, Counted who, string detail)
    {
        if (who.Count > 0) warnings.Add(new(name, who.Count, detail, who.Names));
    }
}
