using System.Collections.Immutable;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;

namespace Countersign.Engine.Storage;

/// <summary>
/// Reads what <see cref="UserStateWriter"/> writes: every member, in its order, and nothing else. A row that is not just so, such as one of
/// an earlier version or a torn one, is left to the serializer, which says what becomes of it. By hand, because nearly every sign-in begins
/// with a user who is not in memory (docs/performance.md).
/// </summary>
internal ref struct UserStateReader
{
    private Utf8JsonReader _json;
    private bool _isAhead;       // the token that was read last is still to be taken
    private bool _fits = true;

    private UserStateReader(ReadOnlySpan<byte> body) => _json = new(body);

    /// <summary>Null: not as it would be written now.</summary>
    public static UserState? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new UserStateReader(body);
            var state = reader.State();
            return reader._fits && !reader._json.Read() ? state : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)   // the latter: text that is not UTF-8
        {
            return null;
        }
    }

    private UserState State()
    {
        Begin();
        var user = Kind() switch
        {
            "present" => Present(),
            "absent" => UserState.None,
            _ => Misfit<UserState>(),
        };
        End();
        return user;
    }

    private UserState Present() => new UserState.Present(
        Flag("enabled"u8), Flag("onPremisesMfa"u8), Groups(), Authenticators(), Slot(), AllSettled(), Prompts(), Enrolment(), Sessions(),
        Proofs(),
        Has("userCode"u8) ? new SecretHash(Text()) : null);

    private ImmutableHashSet<string> Groups()
    {
        BeginList("groups"u8);
        var groups = ImmutableHashSet<string>.Empty;
        while (HasMore(JsonTokenType.String)) groups = groups.Add(Text());
        return groups;
    }

    private ImmutableArray<Authenticator> Authenticators()
    {
        BeginList("authenticators"u8);
        var all = ImmutableArray.CreateBuilder<Authenticator>(1);
        while (HasMore(JsonTokenType.StartObject))
        {
            Begin();
            all.Add(new(
                new(Text("device"u8)), Text("name"u8), Key("requestKey"u8), Key("decisionKey"u8), Report(), Time("activatedAt"u8),
                PhoneSignIn()));
            End();
        }

        return all.DrainToImmutable();
    }

    private PublicKey Key(ReadOnlySpan<byte> name)
    {
        Begin(name);
        var key = new PublicKey(Text("x"u8), Text("y"u8));
        End();
        return key;
    }

    private AppReport Report()
    {
        Begin("report"u8);
        var report = new AppReport((Platform)Small("platform"u8), Text("os"u8), Text("app"u8));
        End();
        return report;
    }

    private PhoneSignIn PhoneSignIn()
    {
        Begin("phoneSignIn"u8);
        PhoneSignIn phone = Kind() switch
        {
            "on" => new PhoneSignIn.On(
                Number("registration"u8), Time("enabledAt"u8), Has("notFor"u8) ? new ChallengeId(Text()) : null),
            "off" => new PhoneSignIn.Off(Number("releasedThrough"u8)),
            _ => Misfit<PhoneSignIn>(),
        };
        End();
        return phone;
    }

    private Slot Slot()
    {
        Begin("slot"u8);
        var slot = Kind() switch
        {
            "free" => SignIn.Users.Slot.Free.Here,
            "waiting" => Waiting(),
            _ => Misfit<Slot>(),
        };
        End();
        return slot;
    }

    private Slot Waiting() => new Slot.Waiting(
        new(Text("id"u8)), new(Text("request"u8)), new(Text("browser"u8)), Presented(), Text("nonce"u8), Text("client"u8), Context(),
        Time("startedAt"u8), Time("expiresAt"u8), Backchannel());

    private PresentedNumber Presented()
    {
        Begin("number"u8);
        var (mode, digits) = ((NumberMode)Small("mode"u8), Text("digits"u8));
        BeginList("choices"u8);
        var choices = ImmutableArray.CreateBuilder<string>(Limits.ChoiceCount);
        while (HasMore(JsonTokenType.String)) choices.Add(Text());
        End();
        return new(mode, digits, choices.DrainToImmutable());
    }

    private ShownContext Context()
    {
        Begin("context"u8);
        var context = new ShownContext(Text("application"u8), Text("place"u8), Text("address"u8), Text("browser"u8), Text("message"u8));
        End();
        return context;
    }

    private BackchannelMark? Backchannel()
    {
        if (!HasObject("backchannel"u8)) return null;
        var mark = new BackchannelMark((Delivery)Small("delivery"u8), Text("scope"u8));
        End();
        return mark;
    }

    private ImmutableArray<Settled> AllSettled()
    {
        BeginList("settled"u8);
        var all = ImmutableArray.CreateBuilder<Settled>(1);
        while (HasMore(JsonTokenType.StartObject))
        {
            Begin();
            all.Add(new(
                new(Text("id"u8)), new(Text("request"u8)), new(Text("browser"u8)), (NumberMode)Small("mode"u8), Text("client"u8),
                Time("at"u8),
                Ending()));
            End();
        }

        return all.DrainToImmutable();
    }

    private Ending Ending()
    {
        Begin("ending"u8);
        Ending ending = Kind() switch
        {
            "approved" => new Ending.Approved(Answered(), Redemption(), Flag("withdrawn"u8)),
            "denied" => new Ending.Denied(Answered()),
            "wrongNumber" => new Ending.WrongNumber(Answered()),
            "notAllowed" => new Ending.NotAllowed(Answered()),
            "expired" => new Ending.Expired(),
            "cancelled" => new Ending.Cancelled(),
            _ => Misfit<Ending>(),
        };
        End();
        return ending;
    }

    private Answered Answered()
    {
        Begin("answered"u8);
        var answered = new Answered(new(Text("device"u8)), new(Text("key"u8)), new(Text("statement"u8)));
        End();
        return answered;
    }

    private Redemption? Redemption()
    {
        if (!HasObject("redemption"u8)) return null;
        var redemption = new Redemption(
            new(Text("request"u8)), Has("session"u8) ? new SecretHash(Text()) : null, Time("at"u8), Flag("revoked"u8));
        End();
        return redemption;
    }

    private PromptHistory Prompts()
    {
        Begin("prompts"u8);
        var prompts = new PromptHistory(Times("unapproved"u8), Times("wrongNumbers"u8), Has("lockedUntil"u8) ? Time() : null);
        End();
        return prompts;
    }

    private EnrolmentSecrets Enrolment()
    {
        Begin("enrolment"u8);
        var enrolment = new EnrolmentSecrets(Pass(), Code(), Times("codesIssued"u8));
        End();
        return enrolment;
    }

    private TemporaryPass? Pass()
    {
        if (!HasObject("pass"u8)) return null;
        var pass = new TemporaryPass(new(Text("hash"u8)), Time("expiresAt"u8));
        End();
        return pass;
    }

    private ActivationCode? Code()
    {
        if (!HasObject("code"u8)) return null;
        var code = new ActivationCode(
            new(Text("hash"u8)), Time("expiresAt"u8), Small("wrongTries"u8), Has("usedBy"u8) ? new DeviceId(Text()) : null);
        End();
        return code;
    }

    private ImmutableArray<Session> Sessions()
    {
        BeginList("sessions"u8);
        var all = ImmutableArray.CreateBuilder<Session>(1);
        while (HasMore(JsonTokenType.StartObject))
        {
            Begin();
            all.Add(new(
                new(Text("hash"u8)), (SessionMethod)Small("method"u8), Time("openedAt"u8), Time("expiresAt"u8),
                Has("mode"u8) ? (NumberMode)Small() : null, Has("authenticatedAt"u8) ? Time() : null));
            End();
        }

        return all.DrainToImmutable();
    }

    private ImmutableArray<SeenProof> Proofs()
    {
        BeginList("proofs"u8);
        var all = ImmutableArray.CreateBuilder<SeenProof>();
        while (HasMore(JsonTokenType.StartObject))
        {
            Begin();
            all.Add(new(new(Text("jti"u8)), Time("at"u8)));
            End();
        }

        return all.DrainToImmutable();
    }

    private ImmutableArray<DateTimeOffset> Times(ReadOnlySpan<byte> name)
    {
        BeginList(name);
        var times = ImmutableArray.CreateBuilder<DateTimeOffset>();
        while (HasMore(JsonTokenType.Number)) times.Add(Time());
        return times.DrainToImmutable();
    }

    // Below: the tokens. After the first misfit whatever is read is thrown away, so it does not matter what these answer then.

    /// <summary>The next token, which stays the next one when it is not the one that was hoped for.</summary>
    private JsonTokenType Peek()
    {
        if (!_isAhead) _fits &= _json.Read();
        _isAhead = true;
        return _json.TokenType;
    }

    private bool Take(JsonTokenType token)
    {
        _fits &= Peek() == token;
        _isAhead = false;
        return _fits;
    }

    private bool Has(ReadOnlySpan<byte> name)
    {
        if (Peek() != JsonTokenType.PropertyName || !_json.ValueTextEquals(name)) return false;
        _isAhead = false;
        return true;
    }

    private void Member(ReadOnlySpan<byte> name) => _fits &= Has(name);

    private void Begin() => Take(JsonTokenType.StartObject);

    private void Begin(ReadOnlySpan<byte> name)
    {
        Member(name);
        Begin();
    }

    private bool HasObject(ReadOnlySpan<byte> name)
    {
        if (!Has(name)) return false;
        Begin();
        return true;
    }

    private void End() => Take(JsonTokenType.EndObject);

    private void BeginList(ReadOnlySpan<byte> name)
    {
        Member(name);
        Take(JsonTokenType.StartArray);
    }

    /// <summary>Whether another item begins; takes the list's end when not.</summary>
    private bool HasMore(JsonTokenType item)
    {
        if (_fits && Peek() == item) return true;
        Take(JsonTokenType.EndArray);
        return false;
    }

    /// <summary>Which of the derived records it is.</summary>
    private string Kind() => Text("is"u8);

    private T Misfit<T>() where T : class
    {
        _fits = false;
        return null!;
    }

    private string Text(ReadOnlySpan<byte> name)
    {
        Member(name);
        return Text();
    }

    private string Text() => Take(JsonTokenType.String) ? _json.GetString()! : "";

    private bool Flag(ReadOnlySpan<byte> name)
    {
        Member(name);
        var flag = Peek() == JsonTokenType.True;
        Take(flag ? JsonTokenType.True : JsonTokenType.False);
        return flag;
    }

    private long Number(ReadOnlySpan<byte> name)
    {
        Member(name);
        return Number();
    }

    private long Number()
    {
        long number = 0;
        if (Take(JsonTokenType.Number)) _fits = _json.TryGetInt64(out number);
        return number;
    }

    private byte Small(ReadOnlySpan<byte> name)
    {
        Member(name);
        return Small();
    }

    /// <summary>An enumeration's number, or a count of a few.</summary>
    private byte Small()
    {
        byte number = 0;
        if (Take(JsonTokenType.Number)) _fits = _json.TryGetByte(out number);
        return number;
    }

    private DateTimeOffset Time(ReadOnlySpan<byte> name)
    {
        Member(name);
        return Time();
    }

    private DateTimeOffset Time()
    {
        var milliseconds = Number();
        if (UnixMilliseconds.IsTime(milliseconds)) return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        _fits = false;
        return default;
    }
}
