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

/// <summary>Where people type a password or a recovery code, whether a page or a front end asks for it.</summary>
internal sealed class SecretDoor(
    SecretSignIns signIns, StartGate gate, PasswordTools tools, RecoveryTexts recovery, Sealer sealer, Telemetry telemetry,
    TimeProvider clock)
{
    private const string Purpose = "password-change";
    private static readonly TimeSpan ChangeLife = TimeSpan.FromMinutes(10);

    /// <param name="ticket">Of the start that fell back.</param>
    /// <param name="generation">The client's.</param>
    public Task<Entered> WithPassword(HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string typed) => Enter(
        http, tenant, ticket, generation, OtherWay.Password, attempt => signIns.WithPassword(attempt, typed, http.RequestAborted));

    public Task<Entered> WithRecoveryCode(HttpContext http, TenantId tenant, ProviderTicket ticket, long generation, string typed) => Enter(
        http, tenant, ticket, generation, OtherWay.Recovery,
        attempt => signIns.WithRecoveryCode(attempt, recovery.Hash(attempt.User, typed)));

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
        Func<SecretAttempt, ValueTask<SecretOutcome>> ask)
    {
        var (initiator, wait) = gate.AdmitSecret(http, tenant, ticket.User);
        if (wait is { } busy)
            return Stopped(http, tenant, ticket, way, "throttled", new(HttpErrors.RateLimited, busy) { About = ticket.User });
        var handle = FederatedSignIns.Draw() with { Carried = new(ticket.User, null) };
        var transaction = new Transaction(handle, ticket.Name, tenant, ticket.Purpose, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var outcome = await ask(new(
            new(tenant, ticket.User), handle, transaction.PageRedemption, initiator, ticket.Reason, ticket.Client, generation));
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

        if (outcome.ToChange is { } change) return new(Change: SealChange(tenant, ticket, change));
        if (outcome.RetryAt is { } at)
            return Stopped(http, tenant, ticket, way, "throttled", new(PasswordErrors.TooManyTries, at - now) { About = ticket.User });
        return outcome.IsUnavailable
            ? Stopped(http, tenant, ticket, way, "unavailable", new(PasswordErrors.Unavailable) { About = ticket.User })
            : Stopped(http, tenant, ticket, way, "refused", Problem.FromRefusal(outcome.Refused ?? Refusal.SecretRefused, ticket.User));
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
