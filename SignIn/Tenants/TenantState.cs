using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>The state of a tenant.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Present), "present")]
public abstract record TenantState
{
    public static readonly TenantState None = new Absent();

    public sealed record Absent : TenantState;

    /// <param name="Policy">The policy last saved; null until the first save (S-21).</param>
    /// <param name="Legacy">
    /// Whether the PowerShell-era policy is on; it counts only while <paramref name="Policy"/> is null (S-22, S-23).
    /// </param>
    /// <param name="Domains">By domain name. A name that is not here is managed.</param>
    /// <param name="Changes">How many changes there were; every administrative answer names it.</param>
    /// <param name="LastRequest">The request that made the last change, so that asking it again changes nothing (I19).</param>
    /// <param name="Clients">By id; null before the first.</param>
    /// <param name="Providers">The same.</param>
    /// <param name="WebhookSecret">What security events are signed with, sealed by the gateway; null without a webhook.</param>
    /// <param name="Passwords">How people of managed domains sign in with one; null: none is taken.</param>
    /// <param name="Proposals">Changes that wait for a second person, oldest first; null: none. See <see cref="Waiting"/>.</param>
    public sealed record Present(
        PhoneSignInPolicy? Policy,
        bool Legacy,
        Prerequisites Prerequisites,
        TenantSettings Settings,
        ImmutableDictionary<string, Domain> Domains,
        long Changes,
        RequestId? LastRequest,
        ImmutableDictionary<string, Client>? Clients = null,
        ImmutableDictionary<string, Provider>? Providers = null,
        string? WebhookSecret = null,
        PasswordWay? Passwords = null,
        ImmutableArray<Proposal>? Proposals = null) : TenantState
    {
        /// <summary>The changes that wait for a second person now (T31).</summary>
        public ImmutableArray<Proposal> Waiting(DateTimeOffset now) => Proposals is { } all ? all.RemoveAll(one => one.HasEnded(now)) : [];

        public Client? ClientOf(string id) => Clients?.GetValueOrDefault(id);

        /// <summary>The ways of clients of the configuration, which no row has: whoever asks brings them. Null: there are none.</summary>
        [JsonIgnore]
        public ImmutableDictionary<string, ClientWays>? Configured { get; init; }

        /// <summary>What a client leaves of the ways: one of the configuration first, as at every door, then the tenant's own.</summary>
        /// <param name="client">By id; one that nobody knows narrows nothing.</param>
        public ClientWays WaysOf(string client) =>
            Configured?.GetValueOrDefault(client) ?? ClientOf(client)?.Leaves ?? ClientWays.All;

        public Provider? ProviderOf(string id) => Providers?.GetValueOrDefault(id);

        /// <summary>S-19, S-22, S-23: whether anyone at all may be prompted.</summary>
        [JsonIgnore]
        public bool PhoneSignInIsOn => Policy?.Enabled ?? Legacy;

        /// <summary>Version of the policy in force; 0 while only the legacy policy or none is.</summary>
        [JsonIgnore]
        public long PolicyVersion => Policy?.Version ?? 0;

        /// <summary>S-20, S-22 to S-24: whether the policy in force allows this user the method.</summary>
        public bool Targets(UserName user, ImmutableHashSet<string> groups) =>
            Policy is null ? Legacy : Policy.Enabled && Policy.Target.Includes(user, groups);

        /// <summary>S-15, S-35, I8: what an approval and its collection need of the tenant.</summary>
        public bool Allows(UserName user, ImmutableHashSet<string> groups) => Prerequisites.PushAllowed && Targets(user, groups);

        /// <summary>
        /// Whether a password of the user is taken anywhere (S-42), and may be by who asks for it (T4, WAY-7): at the organisation's own
        /// page, at its provider, or at the password page here.
        /// </summary>
        /// <param name="client">Who sent the person, by id; empty for nobody.</param>
        public bool TakesPasswordOf(UserName user, string client) =>
            DomainOf(user) is Domain.Managed
                ? Passwords is not null && Leaves(OtherWay.Password, FallbackReason.Requested, client)
                : Leaves(OtherWay.Federated, FallbackReason.Requested, client)
                    && (DomainOf(user) is Domain.Federated || FederationOf(user) is not null);

        /// <summary>How the user signs in with a password that is checked for the tenant; null: not at all.</summary>
        public PasswordWay? PasswordsOf(UserName user) => DomainOf(user) is Domain.Managed ? Passwords : null;

        /// <summary>The domain of the user's name, which decides how the user signs in without a phone.</summary>
        public Domain DomainOf(UserName user) => Domains.GetValueOrDefault(user.Domain, Domain.Managed.Plain);

        /// <summary>
        /// The provider that the user's domain signs in with, and the change since which both are as they are (I7); null: none.
        /// </summary>
        public (Provider Provider, long Since)? FederationOf(UserName user) =>
            DomainOf(user) is Domain.AtProvider at && ProviderOf(at.Provider) is { } provider
                ? (provider, Math.Max(provider.Generation, at.Since))
                : null;

        /// <summary>WAY-7: whether tenant and client both leave this way after this reason. The phone alone leaves none (T4).</summary>
        /// <param name="client">By id.</param>
        public bool Leaves(OtherWay way, FallbackReason reason, string client) =>
            !Settings.PhoneOnly && (way != OtherWay.Recovery || Settings.RecoveryCodes)
            && (way != OtherWay.Passkey || Settings.Passkeys is PasskeyPolicy.DeviceBound or PasskeyPolicy.Any)
            && WayTable.Allows(Settings.Ways, reason, way) && WayTable.Allows(WaysOf(client).Table, reason, way);

        /// <summary>S-58: whether tenant or client asks for a number on the phone after a password or a provider's word.</summary>
        /// <param name="client">By id.</param>
        public bool AsksSecond(string client) => Settings.SecondFactor || WaysOf(client).AsksSecond;

        /// <summary>Whether anybody does.</summary>
        [JsonIgnore]
        public bool AsksSecondSomewhere => Settings.SecondFactor
            || Clients?.Values.Any(client => client.AsksSecond) == true || Configured?.Values.Any(ways => ways.AsksSecond) == true;

        /// <summary>Whether they leave this way after any reason: a method of a way that never is is not offered.</summary>
        /// <param name="client">By id; empty for the tenant alone.</param>
        public bool EverLeaves(OtherWay way, string client = "") => WayTable.Reasons.Any(row => Leaves(way, row.Reason, client));
    }
}

/// <summary>The policy an administrator saves (S-19 to S-21).</summary>
/// <param name="Version">1 for the first save, one more with each.</param>
public sealed record PhoneSignInPolicy(long Version, bool Enabled, Target Target);

/// <summary>The users whom a policy allows the method (S-20).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(AllUsers), "all")]
[JsonDerivedType(typeof(SelectUsers), "select")]
public abstract record Target
{
    public abstract bool Includes(UserName user, ImmutableHashSet<string> groups);

    public sealed record AllUsers : Target
    {
        public override bool Includes(UserName user, ImmutableHashSet<string> groups) => true;
    }

    public sealed record SelectUsers(ImmutableHashSet<UserName> Users, ImmutableHashSet<string> Groups) : Target
    {
        public override bool Includes(UserName user, ImmutableHashSet<string> groups) => Users.Contains(user) || Groups.Overlaps(groups);
    }
}

/// <summary>The prerequisites for registering and using the method (S-15 to S-18).</summary>
/// <param name="PushAllowed">S-15.</param>
/// <param name="CombinedRegistration">S-18.</param>
/// <param name="MinimumIos">S-16, at least 8.0.</param>
/// <param name="MinimumAndroid">S-16, at least 6.0.</param>
/// <param name="MinimumApp">S-17.</param>
public sealed record Prerequisites(
    bool PushAllowed, bool CombinedRegistration, Version MinimumIos, Version MinimumAndroid, Version MinimumApp)
{
    public static readonly Prerequisites Default = new(true, true, Limits.MinimumIos, Limits.MinimumAndroid, new(1, 0));
}

/// <summary>The answer to a second attempt while one is pending.</summary>
public enum SecondAttempt : byte { Malformed = 0, FallBack = 1, Refuse = 2 }

/// <summary>The moment at which the policy's target is checked (S-35, and the switch beside it).</summary>
public enum PolicyCheck : byte { Malformed = 0, AfterCompletion = 1, BeforePrompt = 2 }

/// <summary>The passkeys that people may add and sign in with (WAY-6).</summary>
public enum PasskeyPolicy : byte
{
    Malformed = 0,
    Off = 1,

    /// <summary>Those alone whose key cannot be copied to other devices, as far as their authenticators say.</summary>
    DeviceBound = 2,
    Any = 3,
}

/// <summary>The switches a tenant has; the defaults are the product's.</summary>
/// <param name="ChallengeSeconds">30 to 600.</param>
/// <param name="InstallationLimit">S-49: at this many installations, enabling fails for a user of an on-premises MFA server.</param>
/// <param name="HelpUrl">S-33: https, or null for none.</param>
/// <param name="BarHours">How long whoever the person says "it wasn't me" of is kept away: 1 to 168 hours (T3).</param>
/// <param name="PhoneOnly">The phone or nothing: no start is answered with another way to sign in (T4).</param>
/// <param name="TrustedNetworks">See <see cref="Tenants.TrustedNetworks"/>; empty: none.</param>
/// <param name="Decoys">
/// Browsers are shown a number for every name, whether or not a phone can be asked (T5). Off in rows of releases that did not have it.
/// </param>
/// <param name="Ways">Which other ways may follow which reason (<see cref="WayTable"/>).</param>
/// <param name="SecurityWebhook">https; what is told of changes of how people sign in (T29). Null: nobody is.</param>
/// <param name="Branding">The tenant's own face on the pages; null: the product's.</param>
/// <param name="RecoveryCodes">People may have codes on paper to sign in with (WAY-6).</param>
/// <param name="PinKeys">Decision keys that an app keeps itself, behind a PIN, are taken beside WebAuthn credentials (PHO-2).</param>
/// <param name="SyncedKeys">WebAuthn credentials are taken whose key may leave the device.</param>
/// <param name="SecondFactor">
/// A password, or a provider's word, signs in only with an approval by number on a phone that is set up (S-58).
/// </param>
/// <param name="Passkeys">Which people may sign in with beside the phone.</param>
/// <param name="AccountsPerPhone">How many accounts of one installation may have phone sign-in (S-52, PHO-6).</param>
/// <param name="SignInLogDays">How long the sign-in log keeps an entry (ADM-4); 0: there is no log.</param>
/// <param name="EventReceiver">Where security event tokens go; null: nowhere.</param>
/// <param name="SecondPerson">What decides who gets in, and how, is changed by two administrators alone (T31).</param>
public sealed record TenantSettings(
    NumberMode NumberMode,
    int ChallengeSeconds,
    SecondAttempt SecondAttempt,
    PolicyCheck PolicyCheck,
    PromptBudget Budget,
    int WrongNumbersToLock,
    int InstallationLimit,
    string? HelpUrl,
    int BarHours = Limits.BarHours,
    bool PhoneOnly = false,
    string TrustedNetworks = "",
    bool Decoys = false,
    string Ways = WayTable.Open,
    string? SecurityWebhook = null,
    Branding? Branding = null,
    bool RecoveryCodes = false,
    bool PinKeys = true,
    bool SyncedKeys = true,
    bool SecondFactor = false,
    PasskeyPolicy Passkeys = PasskeyPolicy.Off,
    int AccountsPerPhone = 1,
    int SignInLogDays = Limits.SignInLogDays,
    EventReceiver? EventReceiver = null,
    bool SecondPerson = false)
{
    public static readonly TenantSettings Default = new(
        NumberMode.Select, (int)Limits.ChallengeLife.TotalSeconds, SecondAttempt.FallBack, PolicyCheck.AfterCompletion,
        PromptBudget.Default, Limits.WrongNumbersToLock, Limits.InstallationsOfMfaServerUser, null);

    /// <summary>Of a tenant that is made now; one from before keeps what it had.</summary>
    public static readonly TenantSettings OfNewTenant = Default with { Decoys = true };

    [JsonIgnore]
    public TimeSpan ChallengeLife => TimeSpan.FromSeconds(ChallengeSeconds);

    /// <summary>N2, N4: whether no bound of the product is lifted.</summary>
    [JsonIgnore]
    public bool IsInRange => SettingBounds.OfSettings.All(row => row.IsKept(this));
}

/// <summary>The number of unapproved prompts that a user may get since the last success (T1, N6).</summary>
public sealed record PromptBudget(int In5Minutes, int InAnHour, int InADay)
{
    public static readonly PromptBudget Default = new(Limits.PromptsIn5Minutes, Limits.PromptsInAnHour, Limits.PromptsInADay);

    /// <summary>One source's or client's part of what all have together: half a day's.</summary>
    public PromptBudget OfOne() => new(InADay, InADay, (InADay + 1) / 2);

    /// <summary>Null while another prompt fits; otherwise when the next one will.</summary>
    public DateTimeOffset? BlockedUntil(ImmutableArray<DateTimeOffset> prompts, DateTimeOffset now) =>
        Later(Later(
            Window(prompts, now, TimeSpan.FromMinutes(5), In5Minutes),
            Window(prompts, now, TimeSpan.FromHours(1), InAnHour)),
            Window(prompts, now, TimeSpan.FromDays(1), InADay));

    /// <summary>In order first: a clock that stepped back has left them otherwise.</summary>
    private static DateTimeOffset? Window(ImmutableArray<DateTimeOffset> prompts, DateTimeOffset now, TimeSpan window, int most)
    {
        if (prompts.Length < most) return null;
        var within = prompts.Where(at => at > now - window).Order().ToArray();
        return within.Length < most ? null : within[^most] + window;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}

/// <summary>The place where a user's password is checked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Managed), "managed")]
[JsonDerivedType(typeof(Federated), "federated")]
[JsonDerivedType(typeof(AtProvider), "provider")]
public abstract record Domain
{
    /// <summary>Here.</summary>
    /// <param name="PassThrough">
    /// Passwords are checked on premises (pass-through authentication), which phone sign-in steps past (S-43).
    /// </param>
    public sealed record Managed(bool PassThrough) : Domain
    {
        public static readonly Managed Plain = new(false);
    }

    /// <summary>At the organisation's own identity provider, at an address from which nobody comes back here.</summary>
    /// <param name="SignInUrl">https; where a browser is sent.</param>
    public sealed record Federated(string SignInUrl) : Domain;

    /// <summary>At a provider of the tenant's, AD FS for one, from which people come back signed in.</summary>
    /// <param name="Provider">By id.</param>
    /// <param name="TakesThoseWithout">Whoever has no phone to be asked goes there without a click.</param>
    /// <param name="TakesSecondAttempts">So does a second attempt (S-45).</param>
    /// <param name="Since">The tenant's change since which the domain signs in there.</param>
    public sealed record AtProvider(
        string Provider, bool TakesThoseWithout = true, bool TakesSecondAttempts = true, long Since = 0) : Domain
    {
        /// <summary>
        /// Whether a person is taken there for this reason. Whoever has the credential is asked on the phone first (S-41).
        /// </summary>
        public bool Takes(FallbackReason reason) =>
            (reason == FallbackReason.NotAvailable && TakesThoseWithout) || (reason == FallbackReason.Pending && TakesSecondAttempts);
    }
}
