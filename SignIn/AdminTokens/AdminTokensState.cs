using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.AdminTokens;

/// <summary>The right of a token, or of whoever shows it: a role, for some tenants or for all.</summary>
/// <param name="Tenants">Null: all, those to come as well.</param>
public sealed record AdminScope(AdminRole Role, ImmutableArray<TenantId>? Tenants = null)
{
    public static readonly AdminScope Everything = new(AdminRole.Owner);

    /// <param name="tenants">As they were typed; whether there are such, the rules say. Null: all.</param>
    public static AdminScope Of(AdminRole role, IEnumerable<string>? tenants) =>
        new(role, tenants is null ? null : [.. tenants.Select(tenant => new TenantId(tenant))]);

    /// <summary>Whether the role has this right at all; in which tenants, <see cref="Reaches"/> says.</summary>
    public bool Has(AdminRight right) => AdminRoles.Has(Role, right) && (right != AdminRight.Service || Tenants is null);

    /// <summary>
    /// Whether it reaches as far as the other. Who gives somebody a pass could come in as them: nobody does so with whoever may do more.
    /// </summary>
    public bool Covers(AdminScope other) =>
        Enum.GetValues<AdminRight>().All(right => !other.Has(right) || Has(right))
        && (Tenants is null || (other.Tenants is { } theirs && theirs.All(Reaches)));

    public bool Reaches(TenantId tenant) => Tenants is not { } some || some.Contains(tenant);
}

/// <summary>An administration token, without its secret.</summary>
/// <param name="Hash">Of the whole token text.</param>
/// <param name="CreatedBy">The actor's name.</param>
/// <param name="LastUsed">The first use of the last day on which it was used; null: never used.</param>
/// <param name="RefusedSince">When the count of <paramref name="Refused"/> began.</param>
/// <param name="Refused">Refusals that were recorded since then.</param>
/// <param name="Kin">Who may be the same person as whoever made it, as far as was known then; null: nobody else.</param>
public sealed record AdminToken(
    string Name, AdminScope Scope, SecretHash Hash, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset EndsAt,
    DateTimeOffset? LastUsed = null, DateTimeOffset? RefusedSince = null, int Refused = 0, ImmutableArray<Kinship>? Kin = null)
{
    /// <summary>Whoever made a token holds it, for good.</summary>
    internal IEnumerable<Kinship> MadeBy => [new(CreatedBy), .. Kin ?? []];

    public bool HasEnded(DateTimeOffset now) => now >= EndsAt;

    /// <summary>Whether a use now is to be noted: once a day is enough, and no more is written (I17).</summary>
    public bool IsNewDay(DateTimeOffset now) => LastUsed is not { } last || last.UtcDateTime.Date < now.UtcDateTime.Date;
}

/// <summary>Who may administer: the service's administration tokens and people, each in the order in which they were made.</summary>
/// <param name="People">The administrators; null: there was never one. See <see cref="Administrators"/>.</param>
/// <param name="Invitation">The last one, while nobody has taken it.</param>
/// <param name="LastNumber">Of an administrator, so far.</param>
public sealed record AdminTokensState(
    ImmutableArray<AdminToken> Tokens, ImmutableArray<Administrator>? People = null, AdminInvitation? Invitation = null,
    int LastNumber = 0)
{
    public static readonly AdminTokensState None = new(ImmutableArray<AdminToken>.Empty);

    [JsonIgnore]
    public ImmutableArray<Administrator> Administrators => People ?? [];

    /// <summary>T31: who was made by whom, as far as is known. Whoever made a token holds it; of a person it is said for a while.</summary>
    [JsonIgnore]
    public ImmutableArray<Tie> Ties =>
    [
        .. Tokens.SelectMany(token => token.MadeBy.Select(by => new Tie(token.Name, by.Name, by.Until))),
        .. Administrators.SelectMany(one => one.MadeBy.Select(by => new Tie(one.User.Value, by.Name, by.Until))),
    ];

    /// <summary>
    /// Who may be the same person as this actor, since they made it, or who made it: kept with what the actor makes, so that nobody gets
    /// rid of it by taking away what was between (T31). Of tokens that are gone nothing more is to be feared.
    /// </summary>
    internal ImmutableArray<Kinship>? KinOf(string actor, DateTimeOffset now)
    {
        ImmutableArray<Kinship> kin =
        [
            .. Tokens.Where(token => token.Name == actor).SelectMany(token => token.MadeBy)
                .Concat(Administrators.Where(one => one.User.Value == actor).SelectMany(one => one.MadeBy))
                .Where(by => by.Name != actor && by.Name != Actor.Machine && by.IsOf(now))
                .Where(by => IsNoToken(by.Name) || Named(by.Name) is not null)
                .GroupBy(by => by.Name).Select(same => same.MaxBy(by => by.Until ?? DateTimeOffset.MaxValue)!),
        ];
        return kin.IsEmpty ? null : kin;
    }

    /// <summary>A person's name has an at sign, and no token's has.</summary>
    private static bool IsNoToken(string name) => name == AdminTokensRules.Configuration || name.Contains('@', StringComparison.Ordinal);

    public Administrator? Of(TenantId tenant, UserName user) => Administrators.FirstOrDefault(one => one.Is(tenant, user));

    public AdminToken? Named(string name) => Tokens.FirstOrDefault(token => token.Name == name);

    /// <summary>
    /// The token of this text, while it is good. Every one is compared, in constant time, so that how long it takes says nothing about any.
    /// </summary>
    public AdminToken? Find(string text, DateTimeOffset now)
    {
        var shown = Encoding.ASCII.GetBytes(SecretHash.OfSecret(text).Value);
        AdminToken? found = null;
        foreach (var token in Tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash.Value), shown)) found = token;
        }

        return found?.HasEnded(now) == false ? found : null;
    }
}
