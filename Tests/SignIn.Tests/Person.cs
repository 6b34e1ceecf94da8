using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Tests;

/// <summary>A user of the tenant, with the browsers and phones that speak for one.</summary>
internal sealed class Person(World world, UserName name)
{
    public const string Browser = "first";

    public World World => world;

    public UserName Name => name;

    public UserState State { get; set; } = UserState.None;

    public UserState.Present Present => (UserState.Present)State;

    /// <summary>The events of the last command.</summary>
    public ImmutableArray<UserEvent> Happened { get; private set; } = [];

    public List<AuditFact> Facts { get; } = [];

    /// <summary>What the sign-in log has of the last command.</summary>
    public SignInNote? Noted { get; private set; }

    public List<SignInEntry> Log { get; } = [];

    public UserAnswer Ask(UserQuestion command)
    {
        var situation = world.Situation(name);
        var ruling = UserRules.Decide(State, command, situation);
        foreach (var happened in Happened = ruling.Events) State = UserRules.Apply(State, happened);
        Facts.AddRange(ruling.Facts);
        Noted = SignInNotes.Of(name, State, command, ruling, world.Now);
        if (Noted is not null) Log.AddRange(Noted.Entries);
        return ruling.Answer;
    }

    // --- registration -----------------------------------------------------------------------------------------------------------

    /// <summary>A session of My Security Info, from a Temporary Access Pass.</summary>
    public SecretHash SignsIn()
    {
        var (pass, session) = (Sample.Hash(world.Next("pass")), Sample.Hash(world.Next("session")));
        Assert.IsType<UserAnswer.Done>(Ask(new IssueTemporaryPass(pass)));
        Assert.IsType<CurrentSession>(Ask(new UseTemporaryPass(pass, session)));
        return session;
    }

    /// <summary>An activation code, by its hash.</summary>
    public SecretHash GetsCode()
    {
        var code = Sample.Hash(world.Next("code"));
        Assert.IsType<UserAnswer.Done>(Ask(new IssueActivationCode(SignsIn(), code)));
        return code;
    }

    public UserAnswer Activate(Phone phone, SecretHash code) =>
        Ask(new ActivateDevice(code, phone.Device, "My phone", phone.RequestKey, phone.DecisionKey, phone.Report));

    /// <summary>Stage 1.</summary>
    public Person Adds(Phone phone)
    {
        Assert.IsType<UserAnswer.Done>(Activate(phone, GetsCode()));
        return this;
    }

    public DeviceAnswer Register(Phone phone, bool individual = true) => world.Ask(
        phone.Device, new DeviceQuestion.Register(world.Id, name, individual,
            (Present.Find(phone.Device)?.PhoneSignIn as PhoneSignIn.Off)?.ReleasedThrough ?? 0));

    /// <summary>Stage 2, on a registration of the device.</summary>
    public UserAnswer Enable(Phone phone) => Enable(phone, (Register(phone) as DeviceAnswer.RegisteredTo)?.Registration);

    public UserAnswer Enable(Phone phone, long? registration) =>
        Ask(new EnablePhoneSignIn(phone.Device, phone.Asks, phone.Report, registration));

    public UserAnswer Disable(Phone phone) => GivesBack(phone, Ask(new DisablePhoneSignIn(phone.Device, phone.Asks)));

    /// <summary>By an administrator, or in a session.</summary>
    public UserAnswer RemoveMethod(Phone phone, SecretHash? session = null) =>
        GivesBack(phone, Ask(new RemoveMethod(phone.Device, session)));

    private UserAnswer GivesBack(Phone phone, UserAnswer answer)
    {
        var happened = Happened;
        if (answer is RegistrationFreed { Registration: { } registration })
            world.Ask(phone.Device, new DeviceQuestion.Release(world.Id, name, registration));
        Happened = happened;
        return answer;
    }

    /// <summary>Both stages.</summary>
    public Person Has(Phone phone)
    {
        Adds(phone);
        Assert.IsType<UserAnswer.Done>(Enable(phone));
        return this;
    }

    // --- secrets of one's own ---------------------------------------------------------------------------------------------------

    /// <summary>A password kept here, of this hash: an administrator's, or one the person has chosen.</summary>
    public Person GetsPassword(string hash = "hash", bool mustChange = false)
    {
        if (world.Contoso.Passwords is null) world.TakePasswords();
        Assert.IsType<UserAnswer.Done>(Ask(new SetPassword(mustChange ? hash : hash + " of an administrator", null)));
        if (!mustChange)
        {
            Assert.IsType<SignedInWithSecret>(TypesPassword(hash: hash, session: world.Next("session")));
            State = Present with { Sessions = [] };
        }

        return this;
    }

    public UserAnswer TypesPassword(
        string? hash = null, string session = "with a password", FallbackReason reason = FallbackReason.NotAvailable, long? number = null,
        string client = Sample.Client, SecretHash? first = null) => Ask(new RedeemPassword(
            Sample.Session(session), world.Contoso.Passwords?.Since ?? 0, number ?? Present.Secrets?.Password?.Number ?? 0, reason, client,
            Hash: hash, First: first));

    public static SecretHash RecoveryCode(int n) => Sample.Hash($"recovery code {n}");

    public Person GetsRecoveryCodes(SecretHash session = default)
    {
        if (!world.Contoso.Settings.RecoveryCodes) world.Set(s => s with { RecoveryCodes = true });
        if (session == default) session = SignsIn();
        Assert.IsType<UserAnswer.Done>(Ask(new IssueRecoveryCodes(
            session, [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(RecoveryCode)])));
        return this;
    }

    public UserAnswer TypesRecoveryCode(int n, string session = "with a code") =>
        Ask(new RedeemRecoveryCode(RecoveryCode(n), Sample.Session(session), FallbackReason.Requested, Sample.Client));

    // --- passkeys -----------------------------------------------------------------------------------------------------------------

    public static readonly WebAuthnRegistration MadePasskey = new(Sample.Key(7), new("a passkey", false, 0));

    /// <summary>A passkey, in a tenant that takes any.</summary>
    public Person GetsPasskey(WebAuthnRegistration? made = null, SecretHash session = default)
    {
        if (world.Contoso.Settings.Passkeys == PasskeyPolicy.Off) world.Set(s => s with { Passkeys = PasskeyPolicy.Any });
        if (session == default) session = SignsIn();
        Assert.IsType<UserAnswer.Done>(Ask(new AddPasskey(session, made ?? MadePasskey, "A key", Sample.Hash(world.Next("made")))));
        return this;
    }

    /// <summary>What the passkey above has signed for this session.</summary>
    public static RedeemPasskey Passkey(
        SecretHash session, FallbackReason reason = FallbackReason.Requested, string client = Sample.Client) => new(
            new(MadePasskey.PublicKey.Thumbprint, MadePasskey.Credential.Id, true, false, 0, "assertion"), Sample.Hash("signed"), session,
            reason, client);

    // --- the browser ------------------------------------------------------------------------------------------------------------

    public StartSignIn Starting(string browser, string? resume = null, string? request = null) => new(
        request is null ? new(world.Next("request")) : Sample.Request(request), new(world.Next("challenge")), world.Next("nonce"),
        Sample.Browser(browser), resume is null ? null : Sample.Browser(resume), Sample.Draw, Sample.Client, Sample.Context);

    public UserAnswer Start(string browser = Browser, string? resume = null, string? request = null) =>
        Ask(Starting(browser, resume, request));

    public Prompted Prompted(string browser = Browser) => Assert.IsType<Prompted>(Start(browser));

    public FallbackReason FallsBack(string browser = Browser) => Assert.IsType<FellBack>(Start(browser)).Reason;

    public Slot.Waiting Waiting => Assert.IsType<Slot.Waiting>(Present.Slot);

    public UserAnswer Observe(ChallengeId challenge, string browser = Browser) =>
        Ask(new ObserveChallenge(challenge, Sample.Browser(browser)));

    public UserAnswer Redeem(ChallengeId challenge, string browser = Browser, string request = "redeem", string session = "signed in") =>
        Ask(new RedeemChallenge(challenge, Sample.Browser(browser), Sample.Request(request), Sample.Session(session)));

    /// <summary>A sign-in from start to approval, not collected yet.</summary>
    public ChallengeId Approved(Phone phone, string browser = Browser)
    {
        var challenge = Prompted(browser).Challenge;
        Assert.Equal(new Decided(Outcome.Approved), Approve(phone));
        return challenge;
    }

    /// <summary>What a client gets of a sign-in with this phone now.</summary>
    public Grant Grants(Phone phone) => new(
        world.Id, name, "portal", "openid offline_access", NumberMode.Select, world.Now, StandsOn: Standing.On(Present, phone.Device));

    public UserAnswer Stands(Grant grant, SecretHash? session = null, TokenSet? tokens = null) =>
        Ask(new CheckStanding(grant, session, 0, tokens));

    // --- the phone --------------------------------------------------------------------------------------------------------------

    public UserAnswer Fetch(Phone phone) => Ask(new FetchWaiting(phone.Device, phone.Asks, phone.Report));

    /// <summary>The statement about the waiting challenge by a phone that does everything right.</summary>
    public DecisionStatement Approval(Phone phone) => new(
        "https://signin.example/" + world.Id, world.Id, name, Waiting.Id, Waiting.Nonce, Decision.Approve, Waiting.Number.Digits,
            phone.Device,
        Waiting.Client, Waiting.Context.Hash(), true, world.Now);

    public DecisionStatement Denial(Phone phone) => Approval(phone) with { Decision = Decision.Deny, Number = "", UserVerified = false };

    public UserAnswer Say(DecisionStatement statement, KeyThumbprint signedBy) =>
        Ask(new AnswerChallenge(statement, signedBy, Sample.Hash(statement.ToString() + signedBy), "jws of " + statement.Challenge));

    public UserAnswer Approve(Phone phone) => Say(Approval(phone), phone.Decides);

    public UserAnswer Deny(Phone phone) => Say(Denial(phone), phone.Asks);

    public UserAnswer TapsWrongly(Phone phone) => Say(Approval(phone) with { Number = Sample.WrongNumber }, phone.Decides);
}

/// <summary>Short ways to say what is expected.</summary>
internal static class Expect
{
    public static void Refused(Refusal why, UserAnswer answer) => Assert.Equal(new UserAnswer.Refused(why), answer);

    public static void Refused(Refusal why, TenantAnswer answer) => Assert.Equal(new TenantAnswer.Refused(why), answer);

    public static void Refused(Refusal why, DeviceAnswer answer) => Assert.Equal(why, Assert.IsType<DeviceAnswer.Refused>(answer).Why);

    public static void Ended(Outcome outcome, UserAnswer answer) => Assert.Equal(outcome, Assert.IsType<ChallengeEnded>(answer).Outcome);
}
