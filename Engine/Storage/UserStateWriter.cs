using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;

namespace Countersign.Engine.Storage;

/// <summary>
/// Writes a user's state by hand, byte for byte as the serializer does, which takes three times as long (docs/performance.md): a state is
/// written three times in a sign-in. What is small, or seldom there, the serializer writes.
/// </summary>
internal static class UserStateWriter
{
    private const int UsualSize = 8 * 1024, MostKept = 64 * 1024;

    [ThreadStatic]
    private static Sheet? _sheet;

    private static StateJsonContext Described => StateJsonContext.Default;

    public static byte[] Write(UserState.Present user)
    {
        var sheet = _sheet ??= new();
        var json = sheet.Begin();
        json.WriteStartObject();
        WriteMembers(json, user);
        json.WriteEndObject();
        var body = sheet.End();
        if (sheet.Size > MostKept) _sheet = null;
        return body;
    }

    private static void WriteMembers(Utf8JsonWriter json, UserState.Present user)
    {
        json.WriteString("is"u8, "present"u8);
        json.WriteBoolean("enabled"u8, user.Enabled);
        json.WriteBoolean("onPremisesMfa"u8, user.OnPremisesMfa);
        json.WriteStartArray("groups"u8);
        if (!user.Groups.IsEmpty) foreach (var group in user.Groups) json.WriteStringValue(group);
        json.WriteEndArray();
        WriteAll(json, "authenticators"u8, user.Authenticators, Write);
        Write(json, user.Slot);
        WriteAll(json, "settled"u8, user.Settled, Write);
        Write(json, user.Prompts);
        Write(json, "enrolment"u8, user.Enrolment, Described.EnrolmentSecrets);
        WriteAll(json, "sessions"u8, user.Sessions, Write);
        WriteAll(json, "proofs"u8, user.Proofs, Described.SeenProof);
        if (user.UserCode is { } code) json.WriteString("userCode"u8, code.Value);
        json.WriteNumber("epoch"u8, user.Epoch);
        json.WriteNumber("enablings"u8, user.Enablings);
        if (user.LastTokens is { } tokens) json.WriteString("lastTokens"u8, tokens.Value);
        if (user.Link is { } link) Write(json, "link"u8, link, Described.ProviderLink);
        json.WriteNumber("linkings"u8, user.Linkings);
        json.WriteNumber("lastNotice"u8, user.LastNotice);
        if (user.Notices is { } notices) WriteAll(json, "notices"u8, notices, Described.AccountNotice);
        if (user.BrowsersSince is { } since) Write(json, "browsersSince"u8, since);
        if (user.Secrets is { } secrets) Write(json, "secrets"u8, secrets, Described.Secrets);
        if (user.TakenBack is { } taken) WriteAll(json, "takenBack"u8, taken, static (json, id) => json.WriteStringValue(id.Value));
        if (user.Passkeys is { } passkeys) Write(json, "passkeys"u8, passkeys, Described.KeptPasskeys);
    }

    private static void Write(Utf8JsonWriter json, Authenticator authenticator)
    {
        json.WriteStartObject();
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
        if (authenticator.PhoneSignIn is PhoneSignIn.On on) Write(json, on);
        else Write(json, "phoneSignIn"u8, authenticator.PhoneSignIn, Described.PhoneSignIn);
        if (authenticator.LastUsedAt is { } used) Write(json, "lastUsedAt"u8, used);
        if (authenticator.Credential is { } credential) Write(json, "credential"u8, credential, Described.WebAuthnCredential);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PhoneSignIn.On on)
    {
        json.WriteStartObject("phoneSignIn"u8);
        json.WriteString("is"u8, "on"u8);
        json.WriteNumber("registration"u8, on.Registration);
        Write(json, "enabledAt"u8, on.EnabledAt);
        if (on.NotFor is { } challenge) json.WriteString("notFor"u8, challenge.Value);
        json.WriteNumber("enabling"u8, on.Enabling);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, PublicKey key)
    {
        json.WriteStartObject(name);
        json.WriteString("x"u8, key.X);
        json.WriteString("y"u8, key.Y);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Slot slot)
    {
        if (slot is not Slot.Free)
        {
            Write(json, "slot"u8, slot, Described.Slot);
            return;
        }

        json.WriteStartObject("slot"u8);
        json.WriteString("is"u8, "free"u8);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Settled settled)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, settled.Id.Value);
        json.WriteString("request"u8, settled.Request.Value);
        json.WriteString("browser"u8, settled.Browser.Value);
        json.WriteNumber("mode"u8, (int)settled.Mode);
        json.WriteString("client"u8, settled.Client);
        Write(json, "at"u8, settled.At);
        if (settled.Ending is Ending.Approved approved) Write(json, approved);
        else Write(json, "ending"u8, settled.Ending, Described.Ending);
        Write(json, settled.StandsOn);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Ending.Approved approved)
    {
        json.WriteStartObject("ending"u8);
        json.WriteString("is"u8, "approved"u8);
        json.WriteStartObject("answered"u8);
        json.WriteString("device"u8, approved.Answered.Device.Value);
        json.WriteString("key"u8, approved.Answered.Key.Value);
        json.WriteString("statement"u8, approved.Answered.Statement.Value);
        json.WriteEndObject();
        if (approved.Redemption is { } redemption)
        {
            json.WriteStartObject("redemption"u8);
            json.WriteString("request"u8, redemption.Request.Value);
            if (redemption.Session is { } session) json.WriteString("session"u8, session.Value);
            Write(json, "at"u8, redemption.At);
            json.WriteBoolean("revoked"u8, redemption.Revoked);
            json.WriteEndObject();
        }

        json.WriteBoolean("withdrawn"u8, approved.Withdrawn);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PromptHistory prompts)
    {
        json.WriteStartObject("prompts"u8);
        WriteTimes(json, "unapproved"u8, prompts.Unapproved);
        WriteTimes(json, "wrongNumbers"u8, prompts.WrongNumbers);
        if (prompts.LockedUntil is { } until) Write(json, "lockedUntil"u8, until);
        if (prompts.Initiators is { } initiators) Write(json, initiators);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Initiators initiators)
    {
        json.WriteStartObject("initiators"u8);
        WriteAll(json, "prompts"u8, initiators.Prompts, Described.InitiatedPrompt);
        WriteAll(json, "barred"u8, initiators.Barred, Described.BarredInitiator);
        WriteAll(json, "familiar"u8, initiators.Familiar, Write);
        if (initiators.OwnTurnUntil is { } until) Write(json, "ownTurnUntil"u8, until);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FamiliarSource familiar)
    {
        json.WriteStartObject();
        json.WriteString("source"u8, familiar.Source.Value);
        Write(json, "at"u8, familiar.At);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Session session)
    {
        json.WriteStartObject();
        json.WriteString("hash"u8, session.Hash.Value);
        json.WriteNumber("method"u8, (int)session.Method);
        Write(json, "openedAt"u8, session.OpenedAt);
        Write(json, "expiresAt"u8, session.ExpiresAt);
        if (session.Mode is { } mode) json.WriteNumber("mode"u8, (int)mode);
        if (session.AuthenticatedAt is { } authenticated) Write(json, "authenticatedAt"u8, authenticated);
        Write(json, session.StandsOn);
        if (session.Federated is { } federated) Write(json, "federated"u8, federated, Described.FederatedSignIn);
        if (session.ProviderToken is { } token) json.WriteString("providerToken"u8, token);
        if (session.Secret is { } secret) Write(json, "secret"u8, secret, Described.SecretSignIn);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StandsOn? on)
    {
        if (on is null) return;
        json.WriteStartObject("standsOn"u8);
        json.WriteNumber("epoch"u8, on.Epoch);
        if (on.Device is { } device) json.WriteString("device"u8, device.Value);
        json.WriteNumber("enabling"u8, on.Enabling);
        if (on.Link is { } link) Write(json, "link"u8, link, Described.LinkedTo);
        if (on.Secret is { } secret) Write(json, "secret"u8, secret, Described.SecretOn);
        if (on.Challenge is { } challenge) json.WriteString("challenge"u8, challenge.Value);
        if (on.Passkey is { } passkey) json.WriteNumber("passkey"u8, passkey);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset at) =>
        json.WriteNumber(name, at.ToUnixTimeMilliseconds());

    private static void WriteTimes(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<DateTimeOffset> times)
    {
        json.WriteStartArray(name);
        foreach (var at in times) json.WriteNumberValue(at.ToUnixTimeMilliseconds());
        json.WriteEndArray();
    }

    private static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T value, JsonTypeInfo<T> described)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, described);
    }

    private static void WriteAll<T>(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<T> all, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var one in all) write(json, one);
        json.WriteEndArray();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<T> all, JsonTypeInfo<T> described)
    {
        json.WriteStartArray(name);
        foreach (var one in all) JsonSerializer.Serialize(json, one, described);
        json.WriteEndArray();
    }

    /// <summary>What a thread writes on again and again: made anew for each state, it was a sixth of all the memory of a sign-in.</summary>
    private sealed class Sheet
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(UsualSize);
        private readonly Utf8JsonWriter _json;

        public Sheet() => _json = new(_bytes, new JsonWriterOptions { SkipValidation = true });

        public int Size => _bytes.Capacity;

        /// <summary>What a write that failed has left is gone.</summary>
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
