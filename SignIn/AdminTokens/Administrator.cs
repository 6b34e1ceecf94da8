using System.Collections.Immutable;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.AdminTokens;

/// <summary>A person who administers (ADM-3): somebody of the operators' tenant, who signs in like anybody else.</summary>
/// <param name="Tenant">The operators' tenant when the person was made one: of another tenant's namesake nothing is said.</param>
/// <param name="Number">Another one each time: what was signed in under an earlier role ends.</param>
/// <param name="CreatedBy">The actor's name.</param>
/// <param name="RefusedSince">When the count of <paramref name="Refused"/> began.</param>
/// <param name="Refused">Refusals that were recorded since then.</param>
/// <param name="Kin">Who may be the same person as whoever gave the role, as far as was known then; null: nobody else.</param>
public sealed record Administrator(
    TenantId Tenant, UserName User, AdminScope Scope, int Number, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? RefusedSince = null, int Refused = 0, ImmutableArray<Kinship>? Kin = null)
{
    /// <summary>A person whom another appointed is somebody else after a while.</summary>
    internal IEnumerable<Kinship> MadeBy =>
        ((Kinship[])[new(CreatedBy), .. Kin ?? []]).Select(maker =>
            maker.Until < CreatedAt + Limits.NewAdministrator ? maker : maker with { Until = CreatedAt + Limits.NewAdministrator });

    public bool Is(TenantId tenant, UserName user) => Tenant == tenant && User == user;
}

/// <summary>An invitation to become an owner: whoever is at the machine hands out its code, which is good once.</summary>
/// <param name="Hash">Of the code.</param>
public sealed record AdminInvitation(SecretHash Hash, DateTimeOffset EndsAt)
{
    public bool Takes(SecretHash code, DateTimeOffset now) => code == Hash && now < EndsAt;
}
