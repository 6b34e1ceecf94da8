using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator;

/// <summary>
/// A phone that holds one account: asks the server and says what came of it. Every request carries a fresh proof; an answer is signed
/// once and sent with the same bytes until the server has said what became of it. Any thread may call it.
/// </summary>
public sealed class Phone
{
    /// <summary>The longest the server waits before it answers that nothing came (docs/api.md).</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private const string ProofHeader = "Countersign-Proof";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly Exchange _exchange;
    private volatile IReadOnlyList<AccountNotice> _notices = [];

    /// <param name="http">Its timeout must be above the longest wait. Many phones may share it. See <see cref="PhoneConnection"/>.</param>
    /// <param name="unprotected">Whether plain http to another machine is allowed after all.</param>
    /// <exception cref="ArgumentException">The issuer is not <see cref="Issuer.IsProtected"/>, and that is not allowed.</exception>
    public Phone(Account account, HttpClient http, TimeProvider clock, bool unprotected = false)
    {
        if (!account.Issuer.IsProtected && !unprotected) throw new ArgumentException("The issuer is plain http.", nameof(account));
        (Account, Clock, _http) = (account, clock, http);
        _exchange = new(_http, clock);
    }

    public Account Account { get; }

    internal TimeProvider Clock { get; }

    /// <summary>What changed in the account, as the server said it last with what is waiting; oldest first.</summary>
    public IReadOnlyList<AccountNotice> Notices => _notices;

    internal long LastNotice => _notices is { Count: > 0 } notices ? notices[^1].Number : 0;

    /// <summary>Stage 1 (S-31): makes an activation code this device's. Code and keys may be sent again when the answer was lost.</summary>
    /// <param name="code">Of this account's issuer and user.</param>
    /// <param name="name">What the person calls the device: 1 to 128 characters.</param>
    public Task<Reply<Activated>> Activate(ActivationCode code, string name, SigningKey decisionKey, CancellationToken cancel)
    {
        if (code.Issuer != Account.Issuer || code.User != Account.User) throw new ArgumentException("For another account.", nameof(code));
        return _exchange.SendUntilAnswered(
            () => Request(HttpMethod.Post, "activate", "", Account.ActivationBody(code, name, decisionKey, _exchange.Now), proved: false),
            body => Read(body, Wire.Default.Activated), cancel);
    }

    /// <summary>Links the device to this user (S-50).</summary>
    /// <param name="shared">Says that several people use the device, which the server refuses.</param>
    public Task<Reply<Accepted>> Register(bool shared, CancellationToken cancel) => SendProved(
        HttpMethod.Post, "register",
        JsonSerializer.SerializeToUtf8Bytes(new Registration(shared ? "shared" : "individual"), Wire.Default.Registration), cancel);

    /// <summary>Stage 2 (S-31): from now on the user signs in with this phone.</summary>
    public Task<Reply<Accepted>> Enable(CancellationToken cancel) => SendProved(HttpMethod.Put, "phone-sign-in", null, cancel);

    /// <summary>Phone sign-in off; the authenticator stays (S-39).</summary>
    public Task<Reply<Accepted>> Disable(CancellationToken cancel) => SendProved(HttpMethod.Delete, "phone-sign-in", null, cancel);

    /// <summary>Gives this phone another name in its person's list.</summary>
    /// <param name="name">1 to 128 characters that can be seen.</param>
    public Task<Reply<Accepted>> Rename(string name, CancellationToken cancel) => SendProved(
        HttpMethod.Put, "name", JsonSerializer.SerializeToUtf8Bytes(new DeviceName(name), Wire.Default.DeviceName), cancel);

    /// <summary>The waiting sign-in, or null. Asks once; it changes nothing, so the caller decides when to ask again.</summary>
    /// <param name="wait">How long the server may hold the answer back while nothing is waiting; at most <see cref="LongestWait"/>.</param>
    public Task<Reply<WaitingSignIn?>> Fetch(TimeSpan wait, CancellationToken cancel)
    {
        var seconds = (int)Math.Clamp(wait.TotalSeconds, 0, LongestWait.TotalSeconds);
        return _exchange.Send(
            () => Request(HttpMethod.Get, "waiting", seconds == 0 ? "" : $"?wait={seconds}", null, proved: true),
            body => Hear(body), cancel);
    }

    /// <summary>Says that the person has seen the notices up to this number; the server does not send them again to this phone.</summary>
    public Task<Reply<Accepted>> SeeNotices(long through, CancellationToken cancel) => SendProved(
        HttpMethod.Post, "notices/seen", JsonSerializer.SerializeToUtf8Bytes(new NoticesSeen(through), Wire.Default.NoticesSeen), cancel);

    /// <summary>Whether the organisation has phone sign-in switched off, so that no sign-in will come. Asks once.</summary>
    public Task<Reply<bool>> IsSwitchedOff(CancellationToken cancel) => _exchange.Send(
        () => Request(HttpMethod.Get, "waiting", "", null, proved: true),
        body => Read(body, Wire.Default.WaitingAnswer).SwitchedOff, cancel);

    /// <summary>
    /// The waiting sign-in, now and at each change, until the caller stops or the server refuses this phone for good (the last reply then).
    /// Listens to server-sent events; asks by long poll while the stream cannot be had. A lost connection is reported and tried again.
    /// </summary>
    public async IAsyncEnumerable<Reply<WaitingSignIn?>> Watch([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var watching = new Watching(this);
        while (true)
        {
            var next = await watching.Next(cancel);
            yield return next;
            if (next is Reply<WaitingSignIn?>.Refused) yield break;
        }
    }

    /// <summary>Approves: S-05 to S-08. Call it only after the person was verified for this very answer.</summary>
    /// <param name="number">The digits tapped or typed, leading zeros kept.</param>
    public Task<Reply<Decision>> Approve(WaitingSignIn waiting, string number, SigningKey decisionKey, CancellationToken cancel) =>
        Answer(Account.Approve(waiting, number, decisionKey, _exchange.Now), cancel);

    /// <summary>Denies; final (S-07). Needs no PIN.</summary>
    /// <param name="notMe">The person did not begin it: whoever did is kept away for a while.</param>
    public Task<Reply<Decision>> Deny(WaitingSignIn waiting, CancellationToken cancel, bool notMe = false) =>
        Answer(Account.Deny(waiting, _exchange.Now, notMe), cancel);

    /// <summary>
    /// Sends a signed statement; the same bytes at every try, so that the server, which may have taken the first without our hearing of
    /// it, gives the same outcome and no second effect (I19).
    /// </summary>
    public Task<Reply<Decision>> Answer(string statement, CancellationToken cancel)
    {
        var body = Account.AnswerBody(statement);
        return _exchange.SendUntilAnswered(() => Request(HttpMethod.Post, "answer", "", body, proved: false), ReadOutcome, cancel);
    }

    /// <summary>What the server said of what is waiting; keeps the notices beside it.</summary>
    internal WaitingSignIn? Hear(ReadOnlySpan<byte> json)
    {
        var heard = WaitingSignIn.Read(json);
        _notices = heard.Notices ?? [];
        return heard.Waiting;
    }

    /// <summary>The response of <em>events</em>, open.</summary>
    internal Task<Reply<HttpResponseMessage>> OpenEvents(CancellationToken cancel) => _exchange.Open(
        () =>
        {
            var request = Request(HttpMethod.Get, "events", "", null, proved: true);
            request.Headers.Accept.Add(new("text/event-stream"));
            return request;
        },
        cancel);

    private Task<Reply<Accepted>> SendProved(HttpMethod method, string resource, byte[]? body, CancellationToken cancel) =>
        _exchange.SendUntilAnswered(() => Request(method, resource, "", body, proved: true), _ => new Accepted(), cancel);

    private HttpRequestMessage Request(HttpMethod method, string resource, string query, byte[]? body, bool proved)
    {
        var path = Account.Issuer.DevicePath(resource);
        var request = new HttpRequestMessage(method, new Uri(Account.Issuer.Origin, path + query));
        if (proved) request.Headers.TryAddWithoutValidation(ProofHeader, Account.Prove(method.Method, path, body, _exchange.Now));
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        return request;
    }

    private static T Read<T>(byte[] body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("There is no answer.");

    private static Decision ReadOutcome(byte[] body) => Read(body, Wire.Default.Answered).Outcome switch
    {
        "approved" => Decision.Approve,
        "denied" => Decision.Deny,
        _ => throw new JsonException("Not an outcome."),
    };
}
