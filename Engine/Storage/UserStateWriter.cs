using System.Buffers;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Engine.Storage;

/// <summary>
/// Writes a user's state as <see cref="StateJson"/> describes it, byte for byte what the serializer makes of the same records, and a test
/// holds it to that. By hand, because a user is written at each of a sign-in's three commits and the serializer took eight times as
/// long (docs/performance.md).
/// </summary>
internal static class UserStateWriter
{
    private const int UsualSize = 8 * 1024;     // what is written, and what the writer asks for in advance
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static Sheet? _sheet;

    public static byte[] Write(UserState state)
    {
        var sheet = _sheet ??= new();
        var json = sheet.Begin();
        json.WriteStartObject();
        if (state is UserState.Present present) WritePresent(json, present);
        else json.WriteString("is"u8, "absent"u8);
        json.WriteEndObject();
        var body = sheet.End();
        if (sheet.Size > MostKept) _sheet = null;
        return body;
    }

    private static void WritePresent(Utf8JsonWriter json, UserState.Present user)
    {
        json.WriteString("is"u8, "present"u8);
        json.WriteBoolean("enabled"u8, user.Enabled);
        json.WriteBoolean("onPremisesMfa"u8, user.OnPremisesMfa);
        json.WriteStartArray("groups"u8);
        foreach (var group in user.Groups) json.WriteStringValue(group);
        json.WriteEndArray();
        WriteList(json, "authenticators"u8, user.Authenticators.AsSpan(), Write);
        Write(json, user.Slot);
        WriteList(json, "settled"u8, user.Settled.AsSpan(), Write);
        Write(json, user.Prompts);
        Write(json, user.Enrolment);
        WriteList(json, "sessions"u8, user.Sessions.AsSpan(), Write);
        WriteList(json, "proofs"u8, user.Proofs.AsSpan(), Write);
        if (user.UserCode is { } code) json.WriteString("userCode"u8, code.Value);
    }

    private static void Write(Utf8JsonWriter json, Authenticator authenticator)
    {
        json.WriteString("device"u8, authenticator.Device.Value);
        json.WriteString("name"u8, authenticator.Name);
        Write(json, "requestKey"u8, authenticator.RequestKey);
        Write(json, "decisionKey"u8, authenticator.DecisionKey);
        json.WriteStartObject("report"u8);
        json.WriteNumber("platform"u8, (int)authenticator.Report.Platform);
        json.WriteString("os"u8, authenticator.Report.Os);
        json.WriteString("app"u8, authenticator.Report.App);
        json.WriteEndObject();
        Write(json, "activatedAt"u8, authenticator.ActivatedAt);
        Write(json, authenticator.PhoneSignIn);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, PublicKey key)
    {
        json.WriteStartObject(name);
        json.WriteString("x"u8, key.X);
        json.WriteString("y"u8, key.Y);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PhoneSignIn phone)
    {
        json.WriteStartObject("phoneSignIn"u8);
        switch (phone)
        {
            case PhoneSignIn.On on:
                json.WriteString("is"u8, "on"u8);
                json.WriteNumber("registration"u8, on.Registration);
                Write(json, "enabledAt"u8, on.EnabledAt);
                if (on.NotFor is { } notFor) json.WriteString("notFor"u8, notFor.Value);
                break;
            case PhoneSignIn.Off off:
                json.WriteString("is"u8, "off"u8);
                json.WriteNumber("releasedThrough"u8, off.ReleasedThrough);
                break;
            default:
                throw Unknown(phone);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Slot slot)
    {
        json.WriteStartObject("slot"u8);
        if (slot is Slot.Waiting waiting) Write(json, waiting);
        else json.WriteString("is"u8, "free"u8);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Slot.Waiting waiting)
    {
        json.WriteString("is"u8, "waiting"u8);
        json.WriteString("id"u8, waiting.Id.Value);
        json.WriteString("request"u8, waiting.Request.Value);
        json.WriteString("browser"u8, waiting.Browser.Value);
        Write(json, waiting.Number);
        json.WriteString("nonce"u8, waiting.Nonce);
        json.WriteString("client"u8, waiting.Client);
        json.WriteStartObject("context"u8);
        json.WriteString("application"u8, waiting.Context.Application);
        json.WriteString("place"u8, waiting.Context.Place);
        json.WriteString("address"u8, waiting.Context.Address);
        json.WriteString("browser"u8, waiting.Context.Browser);
        json.WriteString("message"u8, waiting.Context.Message);
        json.WriteEndObject();
        Write(json, "startedAt"u8, waiting.StartedAt);
        Write(json, "expiresAt"u8, waiting.ExpiresAt);
        if (waiting.Backchannel is not { } mark) return;
        json.WriteStartObject("backchannel"u8);
        json.WriteNumber("delivery"u8, (int)mark.Delivery);
        json.WriteString("scope"u8, mark.Scope);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PresentedNumber number)
    {
        json.WriteStartObject("number"u8);
        json.WriteNumber("mode"u8, (int)number.Mode);
        json.WriteString("digits"u8, number.Digits);
        json.WriteStartArray("choices"u8);
        foreach (var choice in number.Choices) json.WriteStringValue(choice);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Settled settled)
    {
        json.WriteString("id"u8, settled.Id.Value);
        json.WriteString("request"u8, settled.Request.Value);
        json.WriteString("browser"u8, settled.Browser.Value);
        json.WriteNumber("mode"u8, (int)settled.Mode);
        json.WriteString("client"u8, settled.Client);
        Write(json, "at"u8, settled.At);
        json.WriteStartObject("ending"u8);
        Write(json, settled.Ending);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Ending ending)
    {
        json.WriteString("is"u8, NameOf(ending));
        if (ending.ByDevice is not { } answered) return;
        json.WriteStartObject("answered"u8);
        json.WriteString("device"u8, answered.Device.Value);
        json.WriteString("key"u8, answered.Key.Value);
        json.WriteString("statement"u8, answered.Statement.Value);
        json.WriteEndObject();
        if (ending is not Ending.Approved approved) return;
        if (approved.Redemption is { } redemption) Write(json, redemption);
        json.WriteBoolean("withdrawn"u8, approved.Withdrawn);
    }

    private static ReadOnlySpan<byte> NameOf(Ending ending) => ending switch
    {
        Ending.Approved => "approved"u8,
        Ending.Denied => "denied"u8,
        Ending.WrongNumber => "wrongNumber"u8,
        Ending.NotAllowed => "notAllowed"u8,
        Ending.Expired => "expired"u8,
        Ending.Cancelled => "cancelled"u8,
        _ => throw Unknown(ending),
    };

    private static void Write(Utf8JsonWriter json, Redemption redemption)
    {
        json.WriteStartObject("redemption"u8);
        json.WriteString("request"u8, redemption.Request.Value);
        if (redemption.Session is { } session) json.WriteString("session"u8, session.Value);
        Write(json, "at"u8, redemption.At);
        json.WriteBoolean("revoked"u8, redemption.Revoked);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PromptHistory prompts)
    {
        json.WriteStartObject("prompts"u8);
        WriteTimes(json, "unapproved"u8, prompts.Unapproved.AsSpan());
        WriteTimes(json, "wrongNumbers"u8, prompts.WrongNumbers.AsSpan());
        if (prompts.LockedUntil is { } until) Write(json, "lockedUntil"u8, until);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EnrolmentSecrets enrolment)
    {
        json.WriteStartObject("enrolment"u8);
        if (enrolment.Pass is { } pass)
        {
            json.WriteStartObject("pass"u8);
            json.WriteString("hash"u8, pass.Hash.Value);
            Write(json, "expiresAt"u8, pass.ExpiresAt);
            json.WriteEndObject();
        }

        if (enrolment.Code is { } code)
        {
            json.WriteStartObject("code"u8);
            json.WriteString("hash"u8, code.Hash.Value);
            Write(json, "expiresAt"u8, code.ExpiresAt);
            json.WriteNumber("wrongTries"u8, code.WrongTries);
            if (code.UsedBy is { } device) json.WriteString("usedBy"u8, device.Value);
            json.WriteEndObject();
        }

        WriteTimes(json, "codesIssued"u8, enrolment.CodesIssued.AsSpan());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Session session)
    {
        json.WriteString("hash"u8, session.Hash.Value);
        json.WriteNumber("method"u8, (int)session.Method);
        Write(json, "openedAt"u8, session.OpenedAt);
        Write(json, "expiresAt"u8, session.ExpiresAt);
        if (session.Mode is { } mode) json.WriteNumber("mode"u8, (int)mode);
        if (session.AuthenticatedAt is { } at) Write(json, "authenticatedAt"u8, at);
    }

    private static void Write(Utf8JsonWriter json, SeenProof proof)
    {
        json.WriteString("jti"u8, proof.Jti.Value);
        Write(json, "at"u8, proof.At);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset at) =>
        json.WriteNumber(name, at.ToUnixTimeMilliseconds());

    private static void WriteTimes(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<DateTimeOffset> times)
    {
        json.WriteStartArray(name);
        foreach (var at in times) json.WriteNumberValue(at.ToUnixTimeMilliseconds());
        json.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static InvalidOperationException Unknown(object value) => new($"{value.GetType()} has no place in a stored state.");

    /// <summary>
    /// A thread's buffer, used again and again: made anew for each state, it was a sixth of all the memory a sign-in took.
    /// </summary>
    private sealed class Sheet
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(UsualSize);
        private readonly Utf8JsonWriter _json;

        public Sheet() => _json = new(_bytes, new JsonWriterOptions { SkipValidation = true });

        public int Size => _bytes.Capacity;

        /// <summary>Empties the buffer of anything that a failed write left.</summary>
        public Utf8JsonWriter Begin()
        {
            _bytes.ResetWrittenCount();
            _json.Reset();
            return _json;
        }

        public byte[] End()
        {
            _json.Flush();
            return _bytes.WrittenSpan.ToArray();
        }
    }
}
