namespace Countersign.SignIn.Grants;

/// <summary>Rules for exchanging a code, a device code or a refresh token for tokens; each once (I5, T24, RFC 9700 4.14).</summary>
internal static class Exchanging
{
    public static GrantRuling Redeem(GrantState state, GrantQuestion.Redeem redeem, DateTimeOffset now)
    {
        if (GrantRules.OwnerOf(state) != (redeem.Tenant, redeem.Client) || SecretOf(state) != redeem.Secret) return GrantRules.Refuse();
        return state switch
        {
            GrantState.Asked asked => GrantRules.Refuse(now < asked.ExpiresAt ? Refusal.GrantPending : Refusal.GrantExpired),
            GrantState.Declined declined => GrantRules.Refuse(now < declined.ExpiresAt ? Refusal.GrantDeclined : Refusal.GrantExpired),
            GrantState.Redeemable redeemable => Redeem(redeemable, redeem, now),
            GrantState.Live live => Refuse(live, GrantEnding.CodeReused, now),
            _ => GrantRules.Refuse(),
        };
    }

    private static GrantRuling Redeem(GrantState.Redeemable redeemable, GrantQuestion.Redeem redeem, DateTimeOffset now)
    {
        if (now >= redeemable.ExpiresAt) return GrantRules.Refuse(redeemable.Binding is null ? Refusal.GrantExpired : Refusal.InvalidGrant);
        if (redeemable.Binding is { } binding && !IsMet(binding, redeem)) return GrantRules.Refuse();
        var refresh = redeemable.Grant.IsOffline ? redeem.RefreshSecret : null;
        var redeemed =
            new GrantEvent.Redeemed(redeemable.Grant, refresh, redeem.BindRefresh && refresh is not null ? redeem.ProofKey : null, now);
        return new(GrantRules.Say((GrantState.Live)GrantRules.Apply(redeemable, redeemed), isFirst: true), redeemed);
    }

    /// <summary>
    /// B3: a challenge needs its verifier, and a verifier its challenge: one alone means the code was meant for another exchange
    /// (RFC 9700 4.8.2).
    /// </summary>
    private static bool IsMet(CodeBinding binding, GrantQuestion.Redeem redeem) =>
        binding.RedirectUri == redeem.RedirectUri
        && binding.CodeChallenge == redeem.Verified
        && (binding.DpopKey is null || binding.DpopKey == redeem.ProofKey);

    public static GrantRuling Refresh(GrantState state, GrantQuestion.Refresh refresh, DateTimeOffset now)
    {
        if (state is not GrantState.Live live || GrantRules.OwnerOf(live) != (refresh.Tenant, refresh.Client)) return GrantRules.Refuse();
        var again = Repeated(live, refresh, now);
        if (again is null && GrantRules.WasUsed(live, refresh.Presented)) return Refuse(live, GrantEnding.RefreshTokenReused, now);
        if ((again is null && live.Refresh != refresh.Presented) || now >= live.ExpiresAt) return GrantRules.Refuse();
        if (live.RefreshKey is { } key && key != refresh.ProofKey) return GrantRules.Refuse();
        if (refresh.Scope is { } narrower && !IsWithin(live.Grant, narrower)) return GrantRules.Refuse(Refusal.ScopeExceeded);
        var granted = refresh.Scope is { } scope ? live.Grant with { Scope = scope } : live.Grant;
        var answer = GrantRules.Say(live) with { Grant = granted, SealedNext = again?.SealedNext };
        return again is null
            ? new(answer, new GrantEvent.Refreshed(granted, refresh.Next, Latest(refresh, now), now))
            : new(answer, new GrantEvent.RefreshedAgain(granted, now));
    }

    /// <summary>
    /// A client that refreshes twice at once, or did not hear the answer, is no thief: for a moment, the client with the same key hears the
    /// same successor. There is never a second one in use.
    /// </summary>
    private static GrantState.Succession? Repeated(GrantState.Live live, GrantQuestion.Refresh refresh, DateTimeOffset now) =>
        live.Latest is { } latest && latest.Presented == refresh.Presented && latest.ProofKey == refresh.ProofKey
        && now - latest.At < Limits.RefreshRepeat
            ? latest
            : null;

    private static GrantState.Succession? Latest(GrantQuestion.Refresh refresh, DateTimeOffset now) =>
        refresh.SealedNext is { } next ? new(refresh.Presented, next, refresh.ProofKey, now) : null;

    /// <summary>RFC 6749 6: nothing that was not granted, and something.</summary>
    private static bool IsWithin(Grant grant, string scope) =>
        scope.Length > 0 && scope.Split(' ').All(grant.Scope.Split(' ').Contains);

    private static GrantRuling Refuse(GrantState.Live live, GrantEnding why, DateTimeOffset now) =>
        new(new GrantAnswer.Refused(Refusal.InvalidGrant), GrantRules.End(live, why, now));

    private static SecretHash? SecretOf(GrantState state) => state switch
    {
        GrantState.Asked asked => asked.Secret,
        GrantState.Declined declined => declined.Secret,
        GrantState.Redeemable redeemable => redeemable.Secret,
        GrantState.Live live => live.Redeemed,
        _ => null,
    };
}
