using System.Globalization;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <param name="Transaction">What the session was opened in, or is to be; null when it was not.</param>
/// <param name="SignedIn">The person is signed in, and the browser has the session.</param>
/// <param name="IsFirst">The password was right, and a number on the phone is to follow (S-58).</param>
/// <param name="Refused">Otherwise why not.</param>
/// <param name="Change">The password was right, and another is to be chosen: what the next step brings back, sealed.</param>
internal sealed record Entered(
    Transaction? Transaction = null, SecretRedeemed? SignedIn = null, Problem? Refused = null, string? Change = null,
    bool IsFirst = false);

/// <summary>Where people type a password or a recovery code, or use a passkey, whether a page or a front end asks for it.</summary>
internal sealed class SecretDoor(
    SecretSignIns signIns, PasskeySignIns passkeys, StartGate gate, BrowserContext browsers, PasswordTools tools, RecoveryTexts recovery,
    Sealer sealer, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>How long a browser may take to ask for a passkey: as long as what was signed is remembered.</summary>
    public static readonly TimeSpan PasskeyLife = Limits.ProofWindow;

    private const string Purpose = "password-change", PasskeyPurpose = "passkey-sign-in";
    private static readonly TimeSpan ChangeLife = TimeSpan.FromMinutes(10);

    /// <param name="ticket">Of the start that fell back.</param>
    /// <param name="generation">The client's.</param>
    public Task<Entered> WithPassword(HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string typed) => Enter(
        http, tenant, ticket, generation, OtherWay.Password, attempt => signIns.WithPassword(attempt, typed, http.RequestAborted));

    public Task<Entered> WithRecoveryCode(HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string typed) => Enter(
        http, tenant, ticket, generation, OtherWay.Recovery,
        attempt => signIns.WithRecoveryCode(attempt, recovery.Hash(attempt.User, typed)));

    /// <summary>
    /// What the page is to ask the browser for, and what it brings back with the answer, sealed. The browser holds one secret for all such
    /// pages, so that no page takes another's place.
    /// </summary>
    public (PasskeyAsked Asked, string Begun) AskForPasskey(HttpContext http, TenantId tenant, ProviderTicket ticket)
    {
        var (begun, secret) = (RandomValues.Handle(), Cookies.PasskeySecret(http) ?? RandomValues.Handle());
        Cookies.SetPasskeySecret(http, secret, PasskeyLife);
        return (
            passkeys.AskToSignIn(new(tenant, ticket.User), PasskeySignIns.TransactionOf(secret, begun), ticket.Name, begun),
            sealer.Seal(PasskeyPurpose, tenant, Encoding.ASCII.GetBytes(begun), clock.GetUtcNow() + PasskeyLife));
    }

    /// <param name="sealedBegun">As it came back.</param>
    public async Task<Entered> WithPasskey(
        HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string? sealedBegun, PasskeyAnswer answer)
    {
        if (Cookies.PasskeySecret(http) is not { } secret
            || sealer.Open(PasskeyPurpose, tenant, sealedBegun, clock.GetUtcNow()) is not { } drawn)
            return Stopped(http, tenant, ticket, OtherWay.Passkey, "refused", Problem.FromRefusal(Refusal.SecretRefused, ticket.User));
        var begun = Encoding.ASCII.GetString(drawn);
        return await Enter(
            http, tenant, ticket, generation, OtherWay.Passkey,
            attempt => passkeys.SignIn(attempt, ticket.Name, begun, answer, http.RequestAborted),
            PasskeySignIns.TransactionOf(secret, begun));
    }

    /// <summary>The password that was right is changed, and the person signed in, in one.</summary>
    /// <param name="change">From the step before.</param>
    public async Task<Entered> WithNewPassword(
        HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string? change, string typed)
    {
        var user = new UserKey(tenant, ticket.User);
        if (OpenChange(tenant, ticket, change) is not { } opened) return new(Refused: new(PasswordErrors.LinkOver) { About = ticket.User });
        var (canonical, refused) = tools.Choice.Judge(user, typed);
        if (canonical is null) return new(Refused: new(refused!) { About = ticket.User });
        if (SecretHash.OfSecret(canonical) == opened.Typed) return new(Refused: new(PasswordErrors.SamePassword) { About = ticket.User });
        return await Enter(
            http, tenant, ticket, generation, OtherWay.Password,
            async attempt => tools.Hashes.Hash(tenant, canonical) is { } hashed
                ? await signIns.WithNewPassword(attempt, opened, await hashed)
                : new(IsUnavailable: true));
    }

    private async Task<Entered> Enter(
        HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, OtherWay way,
        Func<SecretAttempt, ValueTask<SecretOutcome>> ask, BrowserTransaction? drawn = null)
    {
        var (initiator, wait, isForStrangers) = gate.AdmitSecret(http, tenant, ticket.User, way);
        if (wait is not null && !isForStrangers) return Busy();
        var handle = (drawn ?? FederatedSignIns.Draw()) with { Carried = new(ticket.User, null) };
        var transaction = new Transaction(handle, ticket.Name, tenant, ticket.Purpose, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var outcome = await ask(new(
            new(tenant, ticket.User), handle, transaction.PageRedemption, initiator, ticket.Reason, ticket.Client, generation,
            isForStrangers, browsers.Of(http, application: "")));
        var now = clock.GetUtcNow();
        if (outcome.SignedIn is { } signedIn)
        {
            BrowserSession.Begin(http, tenant, signedIn, gate, telemetry, now);
            return new(transaction, signedIn);
        }

        if (outcome.First is not null)
        {
            telemetry.Secret(http, tenant, ticket.User, way, "first_factor");
            return new(transaction, IsFirst: true);
        }

        if (outcome.IsForFamiliar) return Busy();
        if (outcome.ToChange is { } change) return new(Change: SealChange(tenant, ticket, change));
        if (outcome.RetryAt is { } at)
            return Stopped(http, tenant, ticket, way, "throttled", new(PasswordErrors.TooManyTries, at - now) { About = ticket.User });
        return outcome.IsUnavailable
            ? Stopped(http, tenant, ticket, way, "unavailable", new(PasswordErrors.Unavailable) { About = ticket.User })
            : Stopped(http, tenant, ticket, way, "refused", Problem.FromRefusal(outcome.Refused ?? Refusal.SecretRefused, ticket.User));

        Entered Busy() => Stopped(http, tenant, ticket, way, "throttled", new(HttpErrors.RateLimited, wait) { About = ticket.User });
    }

    private Entered Stopped(HttpContext http, TenantId tenant, ProviderTicket ticket, OtherWay way, string outcome, Problem refused)
    {
        telemetry.Secret(http, tenant, ticket.User, way, outcome);
        return new(Refused: refused);
    }

    /// <summary>Of this ticket's person and attempt alone.</summary>
    private string SealChange(TenantId tenant, ProviderTicket ticket, PasswordToChange change)
    {
        string[] lines =
        [
            ticket.User.Value, ticket.Name, change.Since.ToString(CultureInfo.InvariantCulture),
            change.Number.ToString(CultureInfo.InvariantCulture), change.Typed.Value,
        ];
        return sealer.Seal(Purpose, tenant, Encoding.UTF8.GetBytes(string.Join('\n', lines)), clock.GetUtcNow() + ChangeLife);
    }

    private PasswordToChange? OpenChange(TenantId tenant, ProviderTicket ticket, string? text) =>
        sealer.Open(Purpose, tenant, text, clock.GetUtcNow()) is { } content
        && Encoding.UTF8.GetString(content).Split('\n') is [var user, var name, var since, var number, var typed]
        && user == ticket.User.Value && name == ticket.Name
            ? new(long.Parse(since, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture), new(typed))
            : null;
}
