using System.Collections.Immutable;
using Countersign.Gateway.Http;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <summary>The purpose of a setting: settings of one purpose are changed together.</summary>
internal enum SettingGroup { Number, Prompts, OtherWays, Phones, PhonesNeed, Records, Face }

/// <summary>The form of a setting's value.</summary>
internal enum SettingKind { Choice, Switch, Number, Text, List, Ways, Own }

/// <param name="Name">On the wire.</param>
/// <param name="Words">Of a choice, as on the wire; otherwise none.</param>
internal sealed record SettingRow(string Name, SettingGroup Group, SettingKind Kind, ImmutableArray<string> Words)
{
    /// <summary>The least and the most of a number, as the rules have them; null: it is none.</summary>
    public (int Least, int Most)? Numbers =>
        SettingBounds.OfSettings.FirstOrDefault(row => row.Name == Name)?.Numbers;
}

/// <summary>
/// The one table of the settings and prerequisites of a tenant, by their names on the wire: in which group each is, and what its value
/// looks like. <see cref="SettingBounds"/> has the bounds. What the interface takes and this table lacks fails a test.
/// </summary>
internal static class SettingsTable
{
    public static readonly ImmutableArray<(SettingGroup Group, string Word)> Groups =
    [
        (SettingGroup.Number, "number"), (SettingGroup.Prompts, "prompts"), (SettingGroup.OtherWays, "other-ways"),
        (SettingGroup.Phones, "phones"), (SettingGroup.PhonesNeed, "phones-need"), (SettingGroup.Records, "records"),
        (SettingGroup.Face, "face"),
    ];

    public static readonly ImmutableArray<SettingRow> Rows =
    [
        Choice("number_mode", SettingGroup.Number, NumberModes.All.Select(mode => mode.Word)),
        Row("challenge_seconds", SettingGroup.Number, SettingKind.Number),
        Choice("second_attempt", SettingGroup.Number, Words.SecondAttempts.Select(row => row.Word)),
        Choice("policy_check", SettingGroup.Number, Words.PolicyChecks.Select(row => row.Word)),
        Choice("decoys", SettingGroup.Number, Words.Switches.Select(row => row.Word)),

        Row("prompts_in_5_minutes", SettingGroup.Prompts, SettingKind.Number),
        Row("prompts_in_an_hour", SettingGroup.Prompts, SettingKind.Number),
        Row("prompts_in_a_day", SettingGroup.Prompts, SettingKind.Number),
        Row("wrong_numbers_to_lock", SettingGroup.Prompts, SettingKind.Number),
        Row("not_me_hours", SettingGroup.Prompts, SettingKind.Number),
        Row("trusted_networks", SettingGroup.Prompts, SettingKind.List),

        Row("phone_only", SettingGroup.OtherWays, SettingKind.Switch),
        Row("second_factor", SettingGroup.OtherWays, SettingKind.Switch),
        Row("recovery_codes", SettingGroup.OtherWays, SettingKind.Switch),
        Choice("passkeys", SettingGroup.OtherWays, Words.PasskeyPolicies.Select(row => row.Word)),
        Row("ways", SettingGroup.OtherWays, SettingKind.Ways),

        Choice("pin_keys", SettingGroup.Phones, Words.Switches.Select(row => row.Word)),
        Choice("synced_keys", SettingGroup.Phones, Words.Switches.Select(row => row.Word)),
        Row("accounts_per_phone", SettingGroup.Phones, SettingKind.Number),
        Row("installation_limit", SettingGroup.Phones, SettingKind.Number),

        Row("push_allowed", SettingGroup.PhonesNeed, SettingKind.Switch),
        Row("combined_registration", SettingGroup.PhonesNeed, SettingKind.Switch),
        Row("minimum_ios", SettingGroup.PhonesNeed, SettingKind.Text),
        Row("minimum_android", SettingGroup.PhonesNeed, SettingKind.Text),
        Row("minimum_app", SettingGroup.PhonesNeed, SettingKind.Text),

        Row("sign_in_log_days", SettingGroup.Records, SettingKind.Number),
        Row("security_webhook", SettingGroup.Records, SettingKind.Text),
        Row("security_events", SettingGroup.Records, SettingKind.Own),
        Row("second_person", SettingGroup.Records, SettingKind.Switch),

        Row("help_url", SettingGroup.Face, SettingKind.Text),
        Row("branding", SettingGroup.Face, SettingKind.Own),
    ];

    public static string WordFor(SettingGroup group) => Groups.First(row => row.Group == group).Word;

    public static IEnumerable<SettingRow> Of(SettingGroup group) => Rows.Where(row => row.Group == group);

    /// <summary>Those that are typed; the others have pages of their own.</summary>
    public static IEnumerable<SettingRow> TypedOf(SettingGroup group) => Of(group).Where(row => row.Kind != SettingKind.Own);

    private static SettingRow Row(string name, SettingGroup group, SettingKind kind) => new(name, group, kind, []);

    private static SettingRow Choice(string name, SettingGroup group, IEnumerable<string> words) =>
        new(name, group, SettingKind.Choice, [.. words]);
}
