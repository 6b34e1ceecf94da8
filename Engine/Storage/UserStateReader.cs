using System.Collections.Immutable;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Engine.Storage;

/// <summary>
/// Reads a user's state by hand, as it is written now (<see cref="UserStateWriter"/>); the serializer takes several times as long
/// (docs/performance.md). What is seldom there, the serializer reads.
/// </summary>
internal static class UserStateReader
{
    private delegate T Reading<out T>(ref InOrder json);

    /// <summary>Null for whatever is not as it would be written now: the serializer says what becomes of it.</summary>
    public static UserState.Present? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new InOrder(body);
            var read = Present(ref json);
            return json.IsOver ? read : null;
        }
        catch (Exception misfit) when (misfit is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static UserState.Present Present(ref InOrder json)
    {
        json.Begin();
        json.Is("present"u8);
        var read = new UserState.Present(
            json.Flag("enabled"u8), json.Flag("onPremisesMfa"u8), [.. All(ref json, "groups"u8, static (ref json) => json.Text())],
            All(ref json, "authenticators"u8, Authenticator), Slot(ref json), All(ref json, "settled"u8, Settled), Prompts(ref json),
            Enrolment(ref json), All(ref json, "sessions"u8, Session), All(ref json, "proofs"u8, Proof),
            json.Has("userCode"u8) ? new SecretHash(json.Text()) : null, json.Number("epoch"u8), json.Number("enablings"u8),
            json.Has("lastTokens"u8) ? new RequestId(json.Text()) : null, json.Described<ProviderLink>("link"u8),
            json.Number("linkings"u8), json.Number("lastNotice"u8), json.Described<ImmutableArray<AccountNotice>?>("notices"u8),
            json.Has("browsersSince"u8) ? json.Time() : null, json.Described<Secrets>("secrets"u8),
            json.Described<ImmutableArray<ChallengeId>?>("takenBack"u8), json.Described<ImmutableArray<FirstFactor>?>("firstFactors"u8),
            json.Described<KeptPasskeys>("passkeys"u8), Profile(ref json));
        json.End();
        return read;
    }

    private static Profile? Profile(ref InOrder json)
    {
        if (!json.HasObject("profile"u8)) return null;
        var read = new Profile(
            json.Number("revision"u8), json.Has("externalId"u8) ? json.Text() : null, json.Has("displayName"u8) ? json.Text() : null,
            json.Number("life"u8), json.Has("createdAt"u8) ? json.Time() : null, json.Has("changedAt"u8) ? json.Time() : null,
            json.Described<ImmutableArray<SecretHash>?>("found"u8));
        json.End();
        return read;
    }

    private static Authenticator Authenticator(ref InOrder json)
    {
        json.Begin();
        var read = new Authenticator(
            new(json.Text("device"u8)), json.Text("name"u8), Key(ref json, "requestKey"u8), Key(ref json, "decisionKey"u8),
            Report(ref json), json.Time("activatedAt"u8), PhoneSignIn(ref json), json.Has("lastUsedAt"u8) ? json.Time() : null,
            json.Described<WebAuthnCredential>("credential"u8), json.Described<PushSubscription>("push"u8));
        json.End();
        return read;
    }

    private static PublicKey Key(ref InOrder json, ReadOnlySpan<byte> name)
    {
        json.Begin(name);
        var key = new PublicKey(json.Text("x"u8), json.Text("y"u8));
        json.End();
        return key;
    }

    private static AppReport Report(ref InOrder json)
    {
        json.Begin("report"u8);
        var report = new AppReport((Platform)json.Small("platform"u8), json.Text("os"u8), json.Text("app"u8));
        json.End();
        return report;
    }

    private static PhoneSignIn PhoneSignIn(ref InOrder json)
    {
        if (!json.Begins("phoneSignIn"u8, "on"u8)) return json.Described<PhoneSignIn>("phoneSignIn"u8)!;
        var on = new PhoneSignIn.On(
            json.Number("registration"u8), json.Time("enabledAt"u8), json.Has("notFor"u8) ? new ChallengeId(json.Text()) : null,
            json.Number("enabling"u8));
        json.End();
        return on;
    }

    /// <summary>A row is read when nothing is pending, or the process that had begun it is gone.</summary>
    private static Slot Slot(ref InOrder json)
    {
        if (!json.Begins("slot"u8, "free"u8)) return json.Described<Slot>("slot"u8)!;
        json.End();
        return SignIn.Users.Slot.Free.Here;
    }

    private static Settled Settled(ref InOrder json)
    {
        json.Begin();
        var read = new Settled(
            new(json.Text("id"u8)), new(json.Text("request"u8)), new(json.Text("browser"u8)), (NumberMode)json.Small("mode"u8),
            json.Text("client"u8), json.Time("at"u8), Ending(ref json), json.StandsOn(), json.Described<FirstFactor>("first"u8));
        json.End();
        return read;
    }

    private static Ending Ending(ref InOrder json)
    {
        if (!json.Begins("ending"u8, "approved"u8)) return json.Described<Ending>("ending"u8)!;
        json.Begin("answered"u8);
        var answered = new Answered(new(json.Text("device"u8)), new(json.Text("key"u8)), new(json.Text("statement"u8)));
        json.End();
        Redemption? redemption = null;
        if (json.HasObject("redemption"u8))
        {
            redemption = new(
                new(json.Text("request"u8)), json.Has("session"u8) ? new SecretHash(json.Text()) : null, json.Time("at"u8),
                json.Flag("revoked"u8));
            json.End();
        }

        var withdrawn = json.Flag("withdrawn"u8);
        json.End();
        return new Ending.Approved(answered, redemption, withdrawn);
    }

    private static PromptHistory Prompts(ref InOrder json)
    {
        json.Begin("prompts"u8);
        var read = new PromptHistory(
            All(ref json, "unapproved"u8, Time), All(ref json, "wrongNumbers"u8, Time), json.Has("lockedUntil"u8) ? json.Time() : null,
            Initiators(ref json));
        json.End();
        return read;
    }

    private static Initiators? Initiators(ref InOrder json)
    {
        if (!json.HasObject("initiators"u8)) return null;
        var read = new Initiators(
            All(ref json, "prompts"u8, InitiatedPrompt), All(ref json, "barred"u8, BarredInitiator),
            All(ref json, "familiar"u8, FamiliarSource), json.Has("ownTurnUntil"u8) ? json.Time() : null);
        json.End();
        return read;
    }

    private static InitiatedPrompt InitiatedPrompt(ref InOrder json)
    {
        json.Begin();
        var read = new InitiatedPrompt(new(json.Text("by"u8)), (PromptShare)json.Small("share"u8), json.Time("at"u8));
        json.End();
        return read;
    }

    private static BarredInitiator BarredInitiator(ref InOrder json)
    {
        json.Begin();
        var read = new BarredInitiator(new(json.Text("who"u8)), json.Time("until"u8));
        json.End();
        return read;
    }

    private static FamiliarSource FamiliarSource(ref InOrder json)
    {
        json.Begin();
        var read = new FamiliarSource(new(json.Text("source"u8)), json.Time("at"u8));
        json.End();
        return read;
    }

    private static EnrolmentSecrets Enrolment(ref InOrder json)
    {
        json.Begin("enrolment"u8);
        var read = new EnrolmentSecrets(
            json.Described<TemporaryPass>("pass"u8), json.Described<ActivationCode>("code"u8), All(ref json, "codesIssued"u8, Time));
        json.End();
        return read;
    }

    private static Session Session(ref InOrder json)
    {
        json.Begin();
        var read = new Session(
            new(json.Text("hash"u8)), (SessionMethod)json.Small("method"u8), json.Time("openedAt"u8), json.Time("expiresAt"u8),
            json.Has("mode"u8) ? (NumberMode)json.Small() : null, json.Has("authenticatedAt"u8) ? json.Time() : null, json.StandsOn(),
            json.Described<FederatedSignIn>("federated"u8), json.Has("providerToken"u8) ? json.Text() : null,
            json.Described<SecretSignIn>("secret"u8));
        json.End();
        return read;
    }

    private static SeenProof Proof(ref InOrder json)
    {
        json.Begin();
        var read = new SeenProof(new(json.Text("jti"u8)), json.Time("at"u8));
        json.End();
        return read;
    }

    private static DateTimeOffset Time(ref InOrder json) => json.Time();

    private static ImmutableArray<T> All<T>(ref InOrder json, ReadOnlySpan<byte> name, Reading<T> one)
    {
        json.BeginAll(name);
        if (json.EndsAll()) return [];
        var all = ImmutableArray.CreateBuilder<T>();
        do all.Add(one(ref json));
        while (!json.EndsAll());
        return all.DrainToImmutable();
    }
}
