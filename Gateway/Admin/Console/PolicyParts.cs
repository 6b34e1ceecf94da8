using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>S-19 to S-21, S-55: Enable and Target.</summary>
internal sealed class TargetPart() : PolicyPart("policy", "PUT /tenants/{tenant}/policy", Enabled, TargetField, Users, Groups)
{
    private const string Enabled = "enabled", TargetField = "target", Users = "users", Groups = "groups", All = "all", Select = "select";

    public override string Title(PolicyTexts texts) => texts.PolicyPart;

    public override Typed Set(TenantState.Present tenant)
    {
        var select = tenant.Policy?.Target as Target.SelectUsers;
        return Typed.Of(
            (Enabled, Switch(tenant.Policy?.Enabled ?? false)), (TargetField, select is null ? All : Select),
            (Users, string.Join('\n', (select?.Users ?? []).Select(user => user.Value).Order(StringComparer.Ordinal))),
            (Groups, string.Join('\n', (select?.Groups ?? []).Order(StringComparer.Ordinal))));
    }

    public override Markup Draw(PolicyTexts texts, Typed typed, Unfit? unfit) => Markup.Html($"""
        {YesOrNo(texts, Enabled, texts.Enable, texts.EnableHint, typed, unfit)}
        {ConsoleFields.Choice(
            TargetField, texts.Target, null, typed[TargetField], unfit, (All, texts.AllUsers), (Select, texts.SelectUsers))}
        <div class="names">
        {ConsoleFields.Lines(Users, texts.Users, texts.LinesHint, typed[Users], unfit)}
        {ConsoleFields.Lines(Groups, texts.Groups, texts.LinesHint, typed[Groups], unfit)}
        </div>

        """);

    public override IEnumerable<(string Name, string Value)> Facts(PolicyTexts texts, TenantState.Present tenant)
    {
        yield return (texts.Enable, Said(texts, tenant.Policy?.Enabled ?? false));
        var select = tenant.Policy?.Target as Target.SelectUsers;
        yield return (texts.Target, select is null ? texts.AllUsers : texts.SelectUsers);
        if (select is null) yield break;
        yield return (texts.Users, ConsoleNames.Of(texts, Counted.Of([.. select.Users.Select(user => user.Value)])));
        yield return (texts.Groups, ConsoleNames.Of(texts, Counted.Of(select.Groups)));
    }

    public override string? Note(PolicyTexts texts, TenantState.Present tenant) =>
        tenant.Policy is not null ? null : tenant.Legacy ? texts.NeverSaved : texts.SwitchedOff;

    public override (TenantQuestion? Change, Unfit? Unfit) Read(
        PolicyTexts texts, Typed typed, TenantState.Present tenant, RequestId request)
    {
        if (NoSwitch(texts, typed, Enabled) is { } wrong) return (null, wrong);
        if (typed[TargetField] is not (All or Select)) return (null, NoChoice(texts, TargetField));
        var (target, unfit) = typed[TargetField] == All ? (new Target.AllUsers(), null) : ReadNames(texts, typed);
        return target is null ? (null, unfit) : (new TenantQuestion.SavePolicy(request, null, typed[Enabled] == On, target), null);
    }

    private static (Target? Target, Unfit? Unfit) ReadNames(PolicyTexts texts, Typed typed)
    {
        var users = ImmutableHashSet.CreateBuilder<UserName>();
        foreach (var name in Split(typed[Users], '\n', '\r', ' ', '\t', ',', ';'))
        {
            if (!UserName.TryParse(name, out var user))
                return (null, new(Users, HttpErrors.InvalidUserName, Filled(texts.UserUnfit, name)));
            users.Add(user);
        }

        var groups = ImmutableHashSet.CreateBuilder<string>();
        foreach (var name in Split(typed[Groups], '\n', '\r'))
        {
            if (Names.Group(name) is not { } group)
                return (null, new(Groups, AdminErrors.InvalidGroupName, Filled(texts.GroupUnfit, name)));
            groups.Add(group);
        }

        return (new Target.SelectUsers(users.ToImmutable(), groups.ToImmutable()), null);
    }

    public override Unfit? Judge(PolicyTexts texts, Typed typed, Refusal why) => why == Refusal.TooManyTargets
        ? new(Users, RefusalErrors.TooManyTargets, Filled(texts.TooMany, ConsoleNames.Number(Limits.TargetsPerPolicy)))
        : null;

    public override IReadOnlyList<WarningBody> Warnings(PolicyForecast forecast, TenantQuestion change) =>
        PolicyWarnings.Of(forecast, change is TenantQuestion.SavePolicy { Enabled: true } save ? save.Target : null);

    private static string[] Split(string typed, params char[] marks) =>
        typed.Split(marks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Filled(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}

/// <summary>How the number is matched, and when the target is looked at (S-35): settings that decide whom the policy lets in.</summary>
internal sealed class NumberPart() : PolicyPart("number", "PUT /tenants/{tenant}/settings", Mode, Check)
{
    private const string Mode = "number_mode", Check = "policy_check";

    public override string Title(PolicyTexts texts) => texts.NumberPart;

    public override Typed Set(TenantState.Present tenant) => Typed.Of(
        (Mode, tenant.Settings.NumberMode.Meaning().Word), (Check, Words.WordFor(tenant.Settings.PolicyCheck)));

    public override Markup Draw(PolicyTexts texts, Typed typed, Unfit? unfit) => Markup.Html($"""
        {ConsoleFields.Choice(
            Mode, texts.Mode, texts.ModeHint, typed[Mode], unfit,
            [.. NumberModes.All.Select(mode => (mode.Word, WordFor(texts, mode.Mode)))])}
        {ConsoleFields.Choice(
            Check, texts.Check, texts.CheckHint, typed[Check], unfit,
            [.. Checks.Select(check => (Words.WordFor(check), WordFor(texts, check)))])}

        """);

    public override IEnumerable<(string Name, string Value)> Facts(PolicyTexts texts, TenantState.Present tenant) =>
    [
        (texts.Mode, WordFor(texts, tenant.Settings.NumberMode)), (texts.Check, WordFor(texts, tenant.Settings.PolicyCheck)),
    ];

    public override (TenantQuestion? Change, Unfit? Unfit) Read(
        PolicyTexts texts, Typed typed, TenantState.Present tenant, RequestId request)
    {
        if (NumberModes.Parse(typed[Mode]) is not { } mode) return (null, NoChoice(texts, Mode));
        if (Words.ParsePolicyCheck(typed[Check]) is not { } check) return (null, NoChoice(texts, Check));
        return (new TenantQuestion.SetSettings(request, tenant.Settings with { NumberMode = mode, PolicyCheck = check }), null);
    }

    public override IReadOnlyList<WarningBody> Warnings(PolicyForecast forecast, TenantQuestion change) =>
        PolicyWarnings.OfSettings(forecast);

    private static IEnumerable<PolicyCheck> Checks => [PolicyCheck.AfterCompletion, PolicyCheck.BeforePrompt];

    private static string WordFor(PolicyTexts texts, NumberMode mode) => mode switch
    {
        NumberMode.Select => texts.ModeSelect,
        NumberMode.Enter2 => texts.ModeEnter2,
        NumberMode.Enter6 => texts.ModeEnter6,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a number mode."),
    };

    private static string WordFor(PolicyTexts texts, PolicyCheck check) => check switch
    {
        PolicyCheck.AfterCompletion => texts.CheckAfter,
        PolicyCheck.BeforePrompt => texts.CheckBefore,
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Not a check."),
    };
}

/// <summary>S-15 to S-18.</summary>
internal sealed class PrerequisitesPart()
    : PolicyPart("prerequisites", "PUT /tenants/{tenant}/prerequisites", Push, Combined, Ios, Android, App)
{
    private const string Push = "push_allowed", Combined = "combined_registration";
    private const string Ios = "minimum_ios", Android = "minimum_android", App = "minimum_app";
    private const int LongestVersion = 32;

    public override string Title(PolicyTexts texts) => texts.PrerequisitesPart;

    public override Typed Set(TenantState.Present tenant)
    {
        var set = PrerequisitesBody.From(tenant.Prerequisites);
        return Typed.Of(
            (Push, Switch(set.PushAllowed)), (Combined, Switch(set.CombinedRegistration)), (Ios, set.MinimumIos),
            (Android, set.MinimumAndroid), (App, set.MinimumApp));
    }

    public override Markup Draw(PolicyTexts texts, Typed typed, Unfit? unfit) => Markup.Html($"""
        {YesOrNo(texts, Push, texts.Push, texts.PushHint, typed, unfit)}
        {YesOrNo(texts, Combined, texts.Combined, texts.CombinedHint, typed, unfit)}
        {ConsoleForms.Text(Ios, texts.MinimumIos, null, typed[Ios], LongestVersion, unfit: unfit)}
        {ConsoleForms.Text(Android, texts.MinimumAndroid, null, typed[Android], LongestVersion, unfit: unfit)}
        {ConsoleForms.Text(App, texts.MinimumApp, null, typed[App], LongestVersion, unfit: unfit)}

        """);

    public override IEnumerable<(string Name, string Value)> Facts(PolicyTexts texts, TenantState.Present tenant)
    {
        var set = PrerequisitesBody.From(tenant.Prerequisites);
        return
        [
            (texts.Push, Said(texts, set.PushAllowed)), (texts.Combined, Said(texts, set.CombinedRegistration)),
            (texts.MinimumIos, set.MinimumIos), (texts.MinimumAndroid, set.MinimumAndroid), (texts.MinimumApp, set.MinimumApp),
        ];
    }

    public override (TenantQuestion? Change, Unfit? Unfit) Read(
        PolicyTexts texts, Typed typed, TenantState.Present tenant, RequestId request)
    {
        if (NoSwitch(texts, typed, Push, Combined) is { } wrong) return (null, wrong);
        foreach (var field in new[] { Ios, Android, App })
        {
            if (!AppReport.TryParseVersion(typed[field].Trim(), out _)) return (null, NoVersion(texts, field));
        }

        var body = new PrerequisitesBody(
            typed[Push] == On, typed[Combined] == On, typed[Ios].Trim(), typed[Android].Trim(), typed[App].Trim());
        return (new TenantQuestion.SetPrerequisites(request, body.ToPrerequisites()!), null);
    }

    public override Unfit? Judge(PolicyTexts texts, Typed typed, Refusal why) => why == Refusal.SettingOutOfRange
        ? NoVersion(texts, AppReport.TryParseVersion(typed[Ios].Trim(), out var ios) && ios < Limits.MinimumIos ? Ios : Android)
        : null;

    public override IReadOnlyList<WarningBody> Warnings(PolicyForecast forecast, TenantQuestion change) =>
        PolicyWarnings.OfSettings(forecast);

    private static Unfit NoVersion(PolicyTexts texts, string field) => new(field, RefusalErrors.SettingOutOfRange, texts.VersionUnfit);
}

/// <summary>S-22, S-23: the PowerShell-era policy.</summary>
internal sealed class LegacyPart() : PolicyPart("legacy", "PUT /tenants/{tenant}/legacy-policy", Legacy)
{
    private const string Legacy = "legacy";

    public override string Title(PolicyTexts texts) => texts.LegacyPart;

    public override Typed Set(TenantState.Present tenant) => Typed.Of((Legacy, Switch(tenant.Legacy)));

    public override Markup Draw(PolicyTexts texts, Typed typed, Unfit? unfit) =>
        YesOrNo(texts, Legacy, texts.Legacy, null, typed, unfit);

    public override IEnumerable<(string Name, string Value)> Facts(PolicyTexts texts, TenantState.Present tenant) =>
        [(texts.Legacy, Said(texts, tenant.Legacy))];

    public override string? Note(PolicyTexts texts, TenantState.Present tenant) =>
        tenant.Policy is null ? texts.LegacyCounts : texts.LegacySuperseded;

    public override (TenantQuestion? Change, Unfit? Unfit) Read(
        PolicyTexts texts, Typed typed, TenantState.Present tenant, RequestId request) =>
        NoSwitch(texts, typed, Legacy) is { } wrong
            ? (null, wrong)
            : (new TenantQuestion.SetLegacyPolicy(request, typed[Legacy] == On), null);

    public override IReadOnlyList<WarningBody> Warnings(PolicyForecast forecast, TenantQuestion change) =>
        PolicyWarnings.Of(forecast, null);
}
