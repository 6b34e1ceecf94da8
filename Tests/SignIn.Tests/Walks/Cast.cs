namespace Countersign.SignIn.Tests.Walks;

/// <summary>The people and phones of walks, by number; made once, because a walk has no time for hashing.</summary>
internal static class Cast
{
    private const int Many = 1024;

    public static readonly UserKey User = new(new("contoso"), Sample.Name("alice@contoso.example"));
    public static readonly SecretHash[] Browsers = [.. Enumerable.Range(0, 3).Select(n => Sample.Browser($"{n}"))];
    public static readonly SecretHash[] Sessions = [.. Enumerable.Range(0, Many).Select(n => Sample.Session($"{n}"))];
    public static readonly RequestId[] Requests = [.. Enumerable.Range(0, Many).Select(n => Sample.Request($"{n}"))];
    public static readonly ChallengeId[] Challenges = [.. Enumerable.Range(0, Model.Challenges).Select(n =>
        new ChallengeId(Sample.Handle($"challenge {n}")))];
    public static readonly string[] Nonces = [.. Enumerable.Range(0, Model.Challenges).Select(n => Sample.Handle($"nonce {n}"))];
    public static readonly Dictionary<ChallengeId, int> NumberOf = Enumerable.Range(0, Model.Challenges).ToDictionary(n => Challenges[n]);
    private static readonly SecretHash[] Statements = [.. Enumerable.Range(0, Many).Select(n => Sample.Hash($"statement {n}"))];
    private static readonly string Context = Sample.Context.Hash();

    public static Phone Phone(int n) => SignIn.Tests.Phone.Number(n);

    public static KeyThumbprint Key(int phone, Signer signer) => signer switch
    {
        Signer.Asks => Phone(phone).Asks,
        Signer.Decides => Phone(phone).Decides,
        _ => Phone(phone + Model.Phones).Decides,
    };

    public static AnswerChallenge Answer(Statement said, NumberMode mode)
    {
        var (right, wrong) = mode == NumberMode.Enter6 ? (Sample.Draw.Six, "012354") : (Sample.Draw.Two, Sample.WrongNumber);
        var number = !said.Approves ? "" : said.Tapped switch { Tapped.Right => right, Tapped.Wrong => wrong, _ => "042" };
        var statement = new DecisionStatement(
            "https://signin.example/contoso", User.Tenant, User.Name, Challenges[said.Challenge],
                Nonces[said.Spliced ? ^1 : said.Challenge],
            said.Approves ? Decision.Approve : Decision.Deny, number, Phone(said.Phone).Device, Sample.Client, Context, said.Verified,
            DateTimeOffset.FromUnixTimeMilliseconds(said.At));
        return new(statement, Key(said.Phone, said.Key), Statements[said.Id], "jws");
    }

    /// <summary>The tenant as the model has it.</summary>
    public static TenantState.Present Tenant(Model model) => new(
        new(1, model.PolicyOn, model.Targeted ? new Target.AllUsers() : new Target.SelectUsers([], ["others"])), false,
        Prerequisites.Default with { PushAllowed = model.Push },
        TenantSettings.Default with
        {
            NumberMode = model.Mode,
            ChallengeSeconds = model.LifeSeconds,
            WrongNumbersToLock = model.WrongToLock,
            SecondAttempt = model.OthersWait ? SecondAttempt.Refuse : SecondAttempt.FallBack,
            PolicyCheck = model.CheckedBefore ? PolicyCheck.BeforePrompt : PolicyCheck.AfterCompletion,
        },
        ImmutableDictionary<string, Domain>.Empty, 1, null);

    /// <summary>An answer in the model's words.</summary>
    public static Said Read(UserAnswer answer) => answer switch
    {
        UserAnswer.Refused refused => Said.No(refused.Why),
        UserAnswer.Done => new("done"),
        Prompted prompted => new("prompt", NumberOf[prompted.Challenge]),
        FellBack fallBack => new("fall back", (int)fallBack.Reason),
        StartThrottled => new("wait"),
        ChallengePending => new("pending"),
        ChallengeEnded ended => new(ended.Redeemed ? "ended and redeemed" : "ended", (int)ended.Outcome),
        SignedIn signedIn => new("signed in", signedIn.Device == Phone(0).Device ? 0 : 1),
        Decided decided => new("decided", (int)decided.Outcome),
        WaitingChallenge waiting => new("waiting", NumberOf[waiting.Challenge]),
        NothingWaiting => new("nothing"),
        RegistrationFreed removed => new("removed", (int)(removed.Registration ?? 0)),
        CurrentSession => new("session"),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "No walk asks for this."),
    };
}

/// <summary>Small, fast and the same everywhere: SplitMix64.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public int Next(int sides)
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(((mixed ^ (mixed >> 31)) >> 32) * (ulong)sides >> 32);
    }
}
