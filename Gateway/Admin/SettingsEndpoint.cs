using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="NumberMode"><c>select</c>, <c>enter2</c> or <c>enter6</c>.</param>
/// <param name="ChallengeSeconds">30 to 600.</param>
/// <param name="SecondAttempt"><c>fall_back</c> or <c>refuse</c>.</param>
/// <param name="PolicyCheck"><c>after_completion</c> or <c>before_prompt</c>.</param>
/// <param name="PromptsInADay">At most 100, and none of the three below the one before it.</param>
/// <param name="WrongNumbersToLock">1 to 100.</param>
/// <param name="InstallationLimit">1 to 10 (S-49).</param>
/// <param name="HelpUrl">https (S-33); absent: none.</param>
/// <param name="NotMeHours">1 to 168: how long whoever a person says "it wasn't me" of is kept away from that person; absent: 24.</param>
/// <param name="PhoneOnly">No sign-in is answered with another way than the phone; absent: false.</param>
/// <param name="TrustedNetworks">Networks such as <c>192.0.2.0/24</c>, from which many people may sign in at once; absent: none.</param>
/// <param name="Decoys">
/// <c>on</c> or <c>off</c>: whether browsers are shown a number for every name, whoever has it; absent: on.
/// </param>
/// <param name="Ways">
/// For each reason that is limited the other ways that may follow it, <c>federated</c>, <c>password</c>, <c>recovery</c> and
/// <c>passkey</c>; none: an empty list. A reason that is absent is not limited.
/// </param>
/// <param name="Branding">The tenant's own face on the pages; absent: the product's.</param>
/// <param name="SecurityWebhook">https; hears of changes of how people sign in. Absent: nobody does.</param>
/// <param name="RecoveryCodes">People may have ten codes on paper to sign in with; absent: false.</param>
/// <param name="PinKeys">
/// <c>on</c> or <c>off</c>: whether phones may be set up that keep their decision key themselves, behind a PIN; absent: on.
/// </param>
/// <param name="SyncedKeys">The same of WebAuthn keys that can be copied to the person's other devices.</param>
/// <param name="SecondFactor">
/// A password, or the organisation's own server, signs in only with an approval by number on the phone; absent: false.
/// </param>
/// <param name="Passkeys">
/// Which people may sign in with beside the phone: <c>off</c>, <c>device_bound</c> (none that can be copied to other devices) or
/// <c>on</c>; absent: off.
/// </param>
/// <param name="AccountsPerPhone">1 to 10: how many accounts of one phone may have phone sign-in; absent: 1.</param>
/// <param name="SignInLogDays">0 to 365: how long the sign-in log keeps an entry; 0: there is no log; absent: 30.</param>
/// <param name="SecurityEvents">Where security event tokens go; absent: nowhere.</param>
/// <param name="SecondPerson">
/// What decides who gets in, and how, waits for the yes of a second administrator before it is changed; absent: false.
/// </param>
public record SettingsBody(
    string NumberMode, int ChallengeSeconds, string SecondAttempt, string PolicyCheck,
    [property: System.Text.Json.Serialization.JsonPropertyName("prompts_in_5_minutes")] int PromptsIn5Minutes,
    int PromptsInAnHour, int PromptsInADay, int WrongNumbersToLock, int InstallationLimit, string? HelpUrl = null,
    int? NotMeHours = null, bool? PhoneOnly = null, IReadOnlyList<string>? TrustedNetworks = null, string? Decoys = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Ways = null,
    string? SecurityWebhook = null, BrandingBody? Branding = null, bool? RecoveryCodes = null, string? PinKeys = null,
    string? SyncedKeys = null, bool? SecondFactor = null, string? Passkeys = null, int? AccountsPerPhone = null,
    int? SignInLogDays = null, EventReceiverBody? SecurityEvents = null, bool? SecondPerson = null)
{
    public static SettingsBody From(TenantSettings set) => new(
        set.NumberMode.Meaning().Word, set.ChallengeSeconds, Words.WordFor(set.SecondAttempt), Words.WordFor(set.PolicyCheck),
        set.Budget.In5Minutes, set.Budget.InAnHour, set.Budget.InADay, set.WrongNumbersToLock, set.InstallationLimit, set.HelpUrl,
        set.BarHours, set.PhoneOnly, Countersign.SignIn.Tenants.TrustedNetworks.Split(set.TrustedNetworks),
        Words.WordForSwitch(set.Decoys), WayTable.Read(set.Ways), set.SecurityWebhook,
        BrandingBody.From(set.Branding), set.RecoveryCodes, Words.WordForSwitch(set.PinKeys), Words.WordForSwitch(set.SyncedKeys),
        set.SecondFactor, Words.WordFor(set.Passkeys), set.AccountsPerPhone, set.SignInLogDays,
        EventReceiverBody.From(set.EventReceiver), set.SecondPerson);

    /// <summary>Null when a word is not one of those above. Whether the numbers are in their bounds is the rules' to say.</summary>
    public TenantSettings? ToSettings() =>
        (NumberModes.Parse(NumberMode), Words.ParseSecondAttempt(SecondAttempt), Words.ParsePolicyCheck(PolicyCheck),
            Words.ParseSwitch(Decoys ?? "on"), WayTable.Write(Ways ?? WayTable.Read(null)),
            Words.ParseSwitch(PinKeys ?? "on"), Words.ParseSwitch(SyncedKeys ?? "on"), Words.ParsePasskeys(Passkeys ?? "off"))
        is ({ } mode, { } second, { } check, { } decoys, { } ways, { } pinKeys, { } syncedKeys, { } passkeys)
        && EventReceiverBody.TryRead(SecurityEvents, out var receiver)
            ? new(
                mode, ChallengeSeconds, second, check, new(PromptsIn5Minutes, PromptsInAnHour, PromptsInADay), WrongNumbersToLock,
                InstallationLimit, HelpUrl, NotMeHours ?? Limits.BarHours, PhoneOnly ?? false, string.Join(' ', TrustedNetworks ?? []),
                decoys, ways, SecurityWebhook, Branding?.ToBranding(), RecoveryCodes ?? false, pinKeys, syncedKeys,
                SecondFactor ?? false, passkeys, AccountsPerPhone ?? 1, SignInLogDays ?? Limits.SignInLogDays, receiver,
                SecondPerson ?? false)
            : null;
}

/// <param name="Name">1 to 64 visible characters.</param>
/// <param name="Accent"><c>#</c> and six hexadecimal digits; legible on light ground, as text and below white text.</param>
/// <param name="Logo">A PNG of up to 12 KiB and 512 pixels each way, base64.</param>
/// <param name="Contact">1 to 128 visible characters, at the foot of every page.</param>
public sealed record BrandingBody(string? Name = null, string? Accent = null, string? Logo = null, string? Contact = null)
{
    public static BrandingBody? From(Branding? branding) =>
        branding is null ? null : new(branding.Name, branding.Accent, branding.Logo, branding.Contact);

    public Branding ToBranding() => new(Name, Accent, Logo, Contact);
}

/// <summary>The answer to a change: as it is now, and what that means for the users (S-25).</summary>
public sealed record SettingsAnswer : SettingsBody
{
    public SettingsAnswer(SettingsBody now, IReadOnlyList<WarningBody> warnings, string? securityWebhookSecret = null) : base(now) =>
        (Warnings, SecurityWebhookSecret) = (warnings, securityWebhookSecret);

    [System.Text.Json.Serialization.JsonPropertyOrder(1)]
    public IReadOnlyList<WarningBody> Warnings { get; }

    /// <summary>Of a webhook that this change set: shown this once.</summary>
    [System.Text.Json.Serialization.JsonPropertyOrder(2)]
    public string? SecurityWebhookSecret { get; }
}

/// <param name="SecurityWebhookSecret">Shown this once.</param>
public sealed record WebhookSecretAnswer(string SecurityWebhookSecret);

/// <summary><c>GET</c> and <c>PUT …/settings</c>: the switches a tenant has.</summary>
internal sealed class SettingsEndpoint(Administration administration, SettingsChange change)
{
    private const int MostBytes = 2 * RequestBody.MaximumBytes;   // room for a logo

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", Tenants.In(Show))
            .Produces<SettingsBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The switches a tenant has.");
        routes.MapPut("/settings", Tenants.In(Set))
            .Accepts<SettingsBody>("application/json").Produces<SettingsAnswer>().MayWait().ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .TakesQuery(
                "preview", "true: saves nothing, shows the settings as they stand, and the warnings that the change would give.",
                Microsoft.OpenApi.JsonSchemaType.Boolean)
            .WithSummary("Replace the settings whole, and hear what that means for the users.");
        routes.MapPost("/settings/security-webhook/secret", Tenants.In(DrawSecret))
            .Produces<WebhookSecretAnswer>(201).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Another secret for the security webhook: the one before it signs nothing more.");
    }

    private async Task<IResult> Set(HttpContext http, TenantId tenant)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.SettingsBody, MostBytes);
        if (refused is not null) return refused;
        if (body!.ToSettings() is not { } settings) return new Problem(HttpErrors.InvalidRequest);
        if (change.Outside(settings) is { Count: > 0 } outside)
            return new Problem(RefusalErrors.SettingOutOfRange) { Advice = $"Outside: {string.Join(", ", outside)}." };
        if (Names.Preview(http) is not { } preview) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        if (badKey is not null) return badKey;
        return (await change.Make(tenant, request, settings, preview, http.RequestAborted)).Match<IResult>(
            changed => Answers.Proposed(changed.Tenant, changed.Waits) ?? Json.Ok(
                new SettingsAnswer(
                    SettingsBody.From(changed.Tenant.Settings), PolicyWarnings.OfSettings(changed.Forecast), changed.WebhookSecret),
                AdminJson.Default.SettingsAnswer),
            why => Problem.FromRefusal(why));
    }

    private async Task<IResult> DrawSecret(HttpContext http, TenantId tenant) =>
        (await change.DrawSecret(tenant, http.RequestAborted)).Match<IResult>(
            secret => Json.Created(new WebhookSecretAnswer(secret), AdminJson.Default.WebhookSecretAnswer),
            why => Problem.FromRefusal(why));

    private async Task<IResult> Show(HttpContext http, TenantId tenant) => Answers.ForTenant(
        await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
        present => Json.Ok(SettingsBody.From(present.Settings), AdminJson.Default.SettingsBody));
}
