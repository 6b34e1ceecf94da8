using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <param name="Text">The token itself, once to be seen.</param>
public sealed record AdminTokenCreated(string Text, AdminToken Token);

/// <summary>Who may administer: the service's named tokens (ADM-3).</summary>
public sealed class AdminAccess(ISignInEngine engine, TimeProvider clock)
{
    /// <summary>
    /// Begins every token: what does not is none, and nobody reads the store for it. Searches for lost secrets can look for it.
    /// </summary>
    private const string Mark = "csat_";

    private static readonly int Length = Mark.Length + Administration.NewSecret().Length;

    /// <summary>The token of this text while it is good, read anew: one that was revoked is so at once, at every gateway.</summary>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask<AdminToken?> Find(string text, CancellationToken cancel)
    {
        if (text.Length != Length || !text.StartsWith(Mark, StringComparison.Ordinal)) return null;
        return (await engine.Ask(new AdminTokensQuestion.Read(), cancel)).Answer?.Tokens.Find(text, clock.GetUtcNow());
    }

    public ValueTask<Reply<AdminTokensAnswer.Are>> List(CancellationToken cancel) => engine.Ask(new AdminTokensQuestion.Read(), cancel);

    /// <param name="days">Null: 90.</param>
    public async ValueTask<Reply<AdminTokenCreated>> Create(
        string name, AdminScope scope, int? days, Actor by, CancellationToken cancel)
    {
        var text = Mark + Administration.NewSecret();
        // Two years are refused like two thousand million days, which are no span of time.
        var life = days is { } count ? TimeSpan.FromDays(Math.Clamp(count, 0, 2 * 366)) : Limits.AdminTokenLife;
        var create = new AdminTokensQuestion.Create(name, scope, SecretHash.OfSecret(text), life) { By = by };
        return (await engine.Ask(create, cancel)).Then(are => new AdminTokenCreated(text, are.Tokens.Named(name)!));
    }

    public ValueTask<Reply<AdminTokensAnswer.Are>> Revoke(string name, Actor by, CancellationToken cancel) =>
        engine.Ask(new AdminTokensQuestion.Revoke(name) { By = by }, cancel);

    /// <summary>Notes the use, once a day. Where nothing can be written it is not noted, and nobody is kept out for that.</summary>
    public async ValueTask NoteUse(AdminToken token, CancellationToken cancel)
    {
        if (!token.IsNewDay(clock.GetUtcNow())) return;
        try
        {
            await engine.Ask(new AdminTokensQuestion.Use(token.Name), cancel);
        }
        catch (EngineUnavailableException)
        {
            // The next use notes it.
        }
    }

    /// <summary>Whether the user is an administrator who may do more than this scope; then it changes nothing of the user's.</summary>
    public async ValueTask<bool> IsBeyond(UserKey user, AdminScope scope, CancellationToken cancel) =>
        (await engine.Ask(new AdminTokensQuestion.Read(), cancel)).Answer?.Tokens.Of(user.Tenant, user.Name) is { } administrator
        && !scope.Covers(administrator.Scope);

    /// <summary>
    /// Whether an administrator who may do more than this scope signs in in this tenant; then it does not say who vouches for people there.
    /// </summary>
    public async ValueTask<bool> IsBeyond(TenantId tenant, AdminScope scope, CancellationToken cancel) =>
        (await engine.Ask(new AdminTokensQuestion.Read(), cancel)).Answer?.Tokens.Administrators
            .Any(one => one.Tenant == tenant && !scope.Covers(one.Scope)) == true;

    /// <summary>Records that the token was shown for more than it may.</summary>
    /// <param name="request">Method and route.</param>
    public async ValueTask NoteRefusal(string token, string request, Actor by, CancellationToken cancel) =>
        await engine.Ask(new AdminTokensQuestion.Refuse(token, request) { By = by }, cancel);
}
