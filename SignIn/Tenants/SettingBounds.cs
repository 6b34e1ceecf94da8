using System.Collections.Immutable;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>The bounds of one setting of a tenant.</summary>
/// <param name="Name">The setting's, on the wire and at the console.</param>
/// <param name="IsKept">Whether the settings are within it.</param>
/// <param name="Numbers">The least and the most, both included; null: it is no number.</param>
public sealed record SettingBound<T>(string Name, Func<T, bool> IsKept, (int Least, int Most)? Numbers = null);

/// <summary>
/// N2, N4: the one table of what a tenant may set. The rules refuse by it, the interface names by it what it refuses, and the console shows
/// it beside each field. A setting that is not here may be whatever its type may be.
/// </summary>
public static class SettingBounds
{
    public static readonly ImmutableArray<SettingBound<TenantSettings>> OfSettings =
    [
        new("number_mode", set => set.NumberMode.IsKnown()),
        Number("challenge_seconds", set => set.ChallengeSeconds,
            (int)Limits.ShortestChallengeLife.TotalSeconds, (int)Limits.LongestChallengeLife.TotalSeconds),
        new("second_attempt", set => set.SecondAttempt is SecondAttempt.FallBack or SecondAttempt.Refuse),
        new("policy_check", set => set.PolicyCheck is PolicyCheck.AfterCompletion or PolicyCheck.BeforePrompt),
        Number("prompts_in_5_minutes", set => set.Budget.In5Minutes, 1, Limits.MostPromptsInADay),
        Number("prompts_in_an_hour", set => set.Budget.InAnHour, 1, Limits.MostPromptsInADay, set => set.Budget.In5Minutes),
        Number("prompts_in_a_day", set => set.Budget.InADay, 1, Limits.MostPromptsInADay, set => set.Budget.InAnHour),
        Number("wrong_numbers_to_lock", set => set.WrongNumbersToLock, 1, Limits.MostWrongNumbersToLock),
        Number("installation_limit", set => set.InstallationLimit, 1, Limits.DevicesPerUser),
        new("help_url", set => set.HelpUrl is null || WebAddress.IsHttps(set.HelpUrl)),
        Number("not_me_hours", set => set.BarHours, 1, Limits.MostBarHours),
        new("trusted_networks", set => TrustedNetworks.IsWell(set.TrustedNetworks)),
        new("ways", set => WayTable.IsWell(set.Ways)),
        new("security_webhook", set => set.SecurityWebhook is null || WebAddress.IsHttps(set.SecurityWebhook)),
        new("security_events", set => set.EventReceiver is null or { IsWell: true }),
        new("branding", set => set.Branding is null or { IsWell: true }),
        new("passkeys", set => set.Passkeys is PasskeyPolicy.Off or PasskeyPolicy.DeviceBound or PasskeyPolicy.Any),
        Number("accounts_per_phone", set => set.AccountsPerPhone, 1, Limits.MostAccountsPerPhone),
        Number("sign_in_log_days", set => set.SignInLogDays, 0, Limits.MostSignInLogDays),
    ];

    /// <summary>S-16: a tenant may ask for more than the least, never for less.</summary>
    public static readonly ImmutableArray<SettingBound<Prerequisites>> OfPrerequisites =
    [
        new("minimum_ios", set => set.MinimumIos >= Limits.MinimumIos),
        new("minimum_android", set => set.MinimumAndroid >= Limits.MinimumAndroid),
    ];

    /// <summary>ADM-7.</summary>
    public static readonly ImmutableArray<SettingBound<Branding>> OfBranding =
    [
        new("name", face => IsShown(face.Name, Limits.BrandNameLength)),
        new("accent", face => face.Accent is null || (AccentColour.TryParse(face.Accent, out var colour) && colour.IsLegible)),
        new("logo", face => face.Logo is null || PngImage.TryRead(face.Logo, out _)),
        new("contact", face => IsShown(face.Contact, Limits.DisplayTextLength)),
    ];

    /// <summary>The names of what is outside its bounds, in the order of the table; none: all may be saved.</summary>
    public static ImmutableArray<string> Outside<T>(ImmutableArray<SettingBound<T>> table, T set) =>
        [.. table.Where(row => !row.IsKept(set)).Select(row => row.Name)];

    private static bool IsShown(string? text, int longest) => text is null || (text.Length > 0 && DisplayText.IsFit(text, longest));

    /// <param name="notBelow">Another setting that it is not below; null: none.</param>
    private static SettingBound<TenantSettings> Number(
        string name, Func<TenantSettings, int> read, int least, int most, Func<TenantSettings, int>? notBelow = null) =>
        new(name, set => read(set) >= least && read(set) <= most && (notBelow is null || read(set) >= notBelow(set)), (least, most));
}
