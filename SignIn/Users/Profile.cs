using System.Collections.Immutable;

namespace Countersign.SignIn.Users;

/// <summary>
/// What a directory keeps of a user here, and how often that has changed. A user without one was never anybody's of a directory.
/// </summary>
/// <param name="Revision">One more with each change of what the directory sees; 0: none yet.</param>
/// <param name="ExternalId">The directory's own; null: it gave none.</param>
/// <param name="DisplayName">For people to read; null: it gave none.</param>
/// <param name="Life">The epoch in which the user came into being, where another of the name was there before; 0: the first.</param>
/// <param name="ChangedAt">Null: not since this is remembered.</param>
/// <param name="Found">Hashes of the external ids by which the name can be found, past ones included; null: none.</param>
public sealed record Profile(
    long Revision = 0, string? ExternalId = null, string? DisplayName = null, long Life = 0, DateTimeOffset? CreatedAt = null,
    DateTimeOffset? ChangedAt = null, ImmutableArray<SecretHash>? Found = null)
{
    public static readonly Profile None = new();

    /// <summary>Of a user who comes into being.</summary>
    /// <param name="epoch">The user's, at that moment.</param>
    internal Profile? Begun(long epoch) => epoch > 1 ? this with { Life = epoch } : Found is null ? null : this;

    internal Profile Revised(DateTimeOffset at) => this with { Revision = Revision + 1, ChangedAt = at };

    internal bool IsFoundBy(string externalId) => (Found ?? []).Contains(ExternalIds.Hash(externalId));
}
