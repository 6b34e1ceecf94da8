using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.Engine.Storage;

/// <summary>
/// Writes a user's state by hand, byte for byte as the serializer does, which takes several times as long (docs/performance.md): a state is
/// written three times in a sign-in. What is small, or seldom there, the serializer writes.
/// </summary>
internal static class UserStateWriter
{
    private static StateJsonContext Described => StateJsonContext.Default;

    public static byte[] Write(UserState.Present user)
    {
        var json = JsonSheet.Begin();
        json.BeginObject();
        WriteMembers(json, user);
        json.EndObject();
        return json.End();
    }

    private static void WriteMembers(JsonSheet json, UserState.Present user)
    {
        json.Text("is"u8, "present");
        json.Flag("enabled"u8, user.Enabled);
        json.Flag("onPremisesMfa"u8, user.OnPremisesMfa);
        json.BeginArray("groups"u8);
        if (!user.Groups.IsEmpty) foreach (var group in user.Groups) json.Text(group);
        json.EndArray();
        WriteAll(json, "authenticators"u8, user.Authenticators, Write);
        Write(json, user.Slot);
        WriteAll(json, "settled"u8, user.Settled, Write);
        Write(json, user.Prompts);
        Write(json, user.Enrolment);
        WriteAll(json, "sessions"u8, user.Sessions, Write);
        WriteAll(json, "proofs"u8, user.Proofs, Write);
        if (user.UserCode is { } code) json.Text("userCode"u8, code.Value);
        json.Number("epoch"u8, user.Epoch);
        json.Number("enablings"u8, user.Enablings);
        if (user.LastTokens is { } tokens) json.Text("lastTokens"u8, tokens.Value);
        if (user.Link is { } link) json.Described("link"u8, link, Described.ProviderLink);
        json.Number("linkings"u8, user.Linkings);
        json.Number("lastNotice"u8, user.LastNotice);
        if (user.Notices is { } notices) WriteAll(json, "notices"u8, notices, Described.AccountNotice);
        if (user.BrowsersSince is { } since) Write(json, "browsersSince"u8, since);
        if (user.Secrets is { } secrets) json.Described("secrets"u8, secrets, Described.Secrets);
        if (user.TakenBack is { } taken) WriteAll(json, "takenBack"u8, taken, static (json, id) => json.Text(id.Value));
        if (user.FirstFactors is { } first) WriteAll(json, "firstFactors"u8, first, Described.FirstFactor);
        if (user.Passkeys is { } passkeys) json.Described("passkeys"u8, passkeys, Described.KeptPasskeys);
        if (user.Profile is { } profile) Write(json, profile);
    }

    private static void Write(JsonSheet json, Profile profile)
    {
        json.BeginObject("profile"u8);
        json.Number("revision"u8, profile.Revision);
        if (profile.ExternalId is { } id) json.Text("externalId"u8, id);
        if (profile.DisplayName is { } name) json.Text("displayName"u8, name);
        json.Number("life"u8, profile.Life);
        if (profile.CreatedAt is { } created) Write(json, "createdAt"u8, created);
        if (profile.ChangedAt is { } changed) Write(json, "changedAt"u8, changed);
        if (profile.Found is { } found) WriteAll(json, "found"u8, found, static (json, hash) => json.Text(hash.Value));
        json.EndObject();
    }

    private static void Write(JsonSheet json, Authenticator authenticator)
    {
        json.BeginObject();
        json.Text("device"u8, authenticator.Device.Value);
        json.Text("name"u8, authenticator.Name);
        Write(json, "requestKey"u8, authenticator.RequestKey);
        Write(json, "decisionKey"u8, authenticator.DecisionKey);
        json.BeginObject("report"u8);
        json.Number("platform"u8, (int)authenticator.Report.Platform);
        json.Text("os"u8, authenticator.Report.Os);
        json.Text("app"u8, authenticator.Report.App);
        json.EndObject();
        Write(json, "activatedAt"u8, authenticator.ActivatedAt);
        if (authenticator.PhoneSignIn is PhoneSignIn.On on) Write(json, on);
        else json.Described("phoneSignIn"u8, authenticator.PhoneSignIn, Described.PhoneSignIn);
        if (authenticator.LastUsedAt is { } used) Write(json, "lastUsedAt"u8, used);
        if (authenticator.Credential is { } credential) json.Described("credential"u8, credential, Described.WebAuthnCredential);
        if (authenticator.Push is { } push) json.Described("push"u8, push, Described.PushSubscription);
        json.EndObject();
    }

    private static void Write(JsonSheet json, PhoneSignIn.On on)
    {
        json.BeginObject("phoneSignIn"u8);
        json.Text("is"u8, "on");
        json.Number("registration"u8, on.Registration);
        Write(json, "enabledAt"u8, on.EnabledAt);
        if (on.NotFor is { } challenge) json.Text("notFor"u8, challenge.Value);
        json.Number("enabling"u8, on.Enabling);
        json.EndObject();
    }

    private static void Write(JsonSheet json, ReadOnlySpan<byte> name, PublicKey key)
    {
        json.BeginObject(name);
        json.Text("x"u8, key.X);
        json.Text("y"u8, key.Y);
        json.EndObject();
    }

    private static void Write(JsonSheet json, Slot slot)
    {
        json.BeginObject("slot"u8);
        if (slot is Slot.Waiting waiting) WriteMembers(json, waiting);
        else json.Text("is"u8, "free");
        json.EndObject();
    }

    private static void WriteMembers(JsonSheet json, Slot.Waiting waiting)
    {
        json.Text("is"u8, "waiting");
        json.Text("id"u8, waiting.Id.Value);
        json.Text("request"u8, waiting.Request.Value);
        json.Text("browser"u8, waiting.Browser.Value);
        Write(json, waiting.Number);
        json.Text("nonce"u8, waiting.Nonce);
        json.Text("client"u8, waiting.Client);
        Write(json, waiting.Context);
        Write(json, "startedAt"u8, waiting.StartedAt);
        Write(json, "expiresAt"u8, waiting.ExpiresAt);
        if (waiting.Backchannel is { } mark) json.Described("backchannel"u8, mark, Described.BackchannelMark);
        if (waiting.Initiator is { } initiator) Write(json, initiator);
        json.Number("share"u8, (int)waiting.Share);
        json.Flag("isAwaited"u8, waiting.IsAwaited);
        if (waiting.First is { } first) json.Described("first"u8, first, Described.FirstFactor);
    }

    private static void Write(JsonSheet json, Initiator initiator)
    {
        json.BeginObject("initiator"u8);
        if (initiator.Browser is { } browser) json.Text("browser"u8, browser.Value);
        if (initiator.Source is { } source) json.Text("source"u8, source.Value);
        if (initiator.SignedInAt is { } signedIn) Write(json, "signedInAt"u8, signedIn);
        json.EndObject();
    }

    private static void Write(JsonSheet json, PresentedNumber number)
    {
        json.BeginObject("number"u8);
        json.Number("mode"u8, (int)number.Mode);
        json.Text("digits"u8, number.Digits);
        WriteAll(json, "choices"u8, number.Choices, static (json, choice) => json.Text(choice));
        json.EndObject();
    }

    private static void Write(JsonSheet json, ShownContext context)
    {
        json.BeginObject("context"u8);
        json.Text("application"u8, context.Application);
        json.Text("place"u8, context.Place);
        json.Text("address"u8, context.Address);
        json.Text("browser"u8, context.Browser);
        json.Text("message"u8, context.Message);
        json.EndObject();
    }

    private static void Write(JsonSheet json, EnrolmentSecrets enrolment)
    {
        json.BeginObject("enrolment"u8);
        if (enrolment.Pass is { } pass) json.Described("pass"u8, pass, Described.TemporaryPass);
        if (enrolment.Code is { } code) json.Described("code"u8, code, Described.ActivationCode);
        WriteTimes(json, "codesIssued"u8, enrolment.CodesIssued);
        json.EndObject();
    }

    private static void Write(JsonSheet json, SeenProof proof)
    {
        json.BeginObject();
        json.Text("jti"u8, proof.Jti.Value);
        Write(json, "at"u8, proof.At);
        json.EndObject();
    }

    private static void Write(JsonSheet json, Settled settled)
    {
        json.BeginObject();
        json.Text("id"u8, settled.Id.Value);
        json.Text("request"u8, settled.Request.Value);
        json.Text("browser"u8, settled.Browser.Value);
        json.Number("mode"u8, (int)settled.Mode);
        json.Text("client"u8, settled.Client);
        Write(json, "at"u8, settled.At);
        if (settled.Ending is Ending.Approved approved) Write(json, approved);
        else json.Described("ending"u8, settled.Ending, Described.Ending);
        Write(json, settled.StandsOn);
        if (settled.First is { } first) json.Described("first"u8, first, Described.FirstFactor);
        json.EndObject();
    }

    private static void Write(JsonSheet json, Ending.Approved approved)
    {
        json.BeginObject("ending"u8);
        json.Text("is"u8, "approved");
        json.BeginObject("answered"u8);
        json.Text("device"u8, approved.Answered.Device.Value);
        json.Text("key"u8, approved.Answered.Key.Value);
        json.Text("statement"u8, approved.Answered.Statement.Value);
        json.EndObject();
        if (approved.Redemption is { } redemption)
        {
            json.BeginObject("redemption"u8);
            json.Text("request"u8, redemption.Request.Value);
            if (redemption.Session is { } session) json.Text("session"u8, session.Value);
            Write(json, "at"u8, redemption.At);
            json.Flag("revoked"u8, redemption.Revoked);
            json.EndObject();
        }

        json.Flag("withdrawn"u8, approved.Withdrawn);
        json.EndObject();
    }

    private static void Write(JsonSheet json, PromptHistory prompts)
    {
        json.BeginObject("prompts"u8);
        WriteTimes(json, "unapproved"u8, prompts.Unapproved);
        WriteTimes(json, "wrongNumbers"u8, prompts.WrongNumbers);
        if (prompts.LockedUntil is { } until) Write(json, "lockedUntil"u8, until);
        if (prompts.Initiators is { } initiators) Write(json, initiators);
        json.EndObject();
    }

    private static void Write(JsonSheet json, Initiators initiators)
    {
        json.BeginObject("initiators"u8);
        WriteAll(json, "prompts"u8, initiators.Prompts, Write);
        WriteAll(json, "barred"u8, initiators.Barred, Described.BarredInitiator);
        WriteAll(json, "familiar"u8, initiators.Familiar, Write);
        if (initiators.OwnTurnUntil is { } until) Write(json, "ownTurnUntil"u8, until);
        json.EndObject();
    }

    private static void Write(JsonSheet json, InitiatedPrompt prompt)
    {
        json.BeginObject();
        json.Text("by"u8, prompt.By.Value);
        json.Number("share"u8, (int)prompt.Share);
        Write(json, "at"u8, prompt.At);
        json.EndObject();
    }

    private static void Write(JsonSheet json, FamiliarSource familiar)
    {
        json.BeginObject();
        json.Text("source"u8, familiar.Source.Value);
        Write(json, "at"u8, familiar.At);
        json.EndObject();
    }

    private static void Write(JsonSheet json, Session session)
    {
        json.BeginObject();
        json.Text("hash"u8, session.Hash.Value);
        json.Number("method"u8, (int)session.Method);
        Write(json, "openedAt"u8, session.OpenedAt);
        Write(json, "expiresAt"u8, session.ExpiresAt);
        if (session.Mode is { } mode) json.Number("mode"u8, (int)mode);
        if (session.AuthenticatedAt is { } authenticated) Write(json, "authenticatedAt"u8, authenticated);
        Write(json, session.StandsOn);
        if (session.Federated is { } federated) json.Described("federated"u8, federated, Described.FederatedSignIn);
        if (session.ProviderToken is { } token) json.Text("providerToken"u8, token);
        if (session.Secret is { } secret) json.Described("secret"u8, secret, Described.SecretSignIn);
        json.EndObject();
    }

    private static void Write(JsonSheet json, StandsOn? on)
    {
        if (on is null) return;
        json.BeginObject("standsOn"u8);
        json.Number("epoch"u8, on.Epoch);
        if (on.Device is { } device) json.Text("device"u8, device.Value);
        json.Number("enabling"u8, on.Enabling);
        if (on.Link is { } link) json.Described("link"u8, link, Described.LinkedTo);
        if (on.Secret is { } secret) json.Described("secret"u8, secret, Described.SecretOn);
        if (on.Challenge is { } challenge) json.Text("challenge"u8, challenge.Value);
        if (on.Phone is { } phone) json.Described("phone"u8, phone, Described.PhoneOn);
        if (on.Passkey is { } passkey) json.Number("passkey"u8, passkey);
        json.EndObject();
    }

    private static void Write(JsonSheet json, ReadOnlySpan<byte> name, DateTimeOffset at) =>
        json.Number(name, at.ToUnixTimeMilliseconds());

    private static void WriteTimes(JsonSheet json, ReadOnlySpan<byte> name, ImmutableArray<DateTimeOffset> times)
    {
        json.BeginArray(name);
        foreach (var at in times) json.Number(at.ToUnixTimeMilliseconds());
        json.EndArray();
    }

    private static void WriteAll<T>(
        JsonSheet json, ReadOnlySpan<byte> name, ImmutableArray<T> all, Action<JsonSheet, T> write)
    {
        json.BeginArray(name);
        foreach (var one in all) write(json, one);
        json.EndArray();
    }

    private static void WriteAll<T>(JsonSheet json, ReadOnlySpan<byte> name, ImmutableArray<T> all, JsonTypeInfo<T> described)
    {
        json.BeginArray(name);
        foreach (var one in all) json.Described(one, described);
        json.EndArray();
    }
}
