using System.Collections.Frozen;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>The attributes of a kind of resource: those that are kept, and those that are taken and not kept.</summary>
/// <param name="Schema">The core schema's URN.</param>
/// <param name="Texts">Kept texts: whether letter case matters to them.</param>
/// <param name="Flags">Kept truth values.</param>
/// <param name="NotKept">Attributes of RFC 7643 that directories send and nothing here needs.</param>
internal sealed record ScimAttributes(
    string Schema, FrozenDictionary<string, bool> Texts, FrozenSet<string> Flags, FrozenSet<string> NotKept)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    public static readonly ScimAttributes Users = new(
        ScimJson.User,
        new Dictionary<string, bool> { ["id"] = true, ["userName"] = false, ["externalId"] = true, ["displayName"] = false }
            .ToFrozenDictionary(Names),
        FrozenSet.Create(Names, "active"),
        FrozenSet.Create(
            Names, "schemas", "meta", "name", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone",
            "password", "emails", "phoneNumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles", "x509Certificates"));

    public static readonly ScimAttributes Groups = new(
        ScimJson.Group,
        new Dictionary<string, bool> { ["id"] = true, ["externalId"] = true, ["displayName"] = false }.ToFrozenDictionary(Names),
        FrozenSet<string>.Empty,
        FrozenSet.Create(Names, "schemas", "meta"));

    /// <summary>Whether a body may have it: an attribute of the schema, or an extension, which is named by its URN.</summary>
    public bool Knows(string name) =>
        Texts.ContainsKey(name) || Flags.Contains(name) || NotKept.Contains(name) || IsExtension(name);

    /// <summary>Whether it is taken and not kept.</summary>
    public bool Passes(AttributePath path) =>
        path.Schema is { } schema && !schema.Equals(Schema, StringComparison.OrdinalIgnoreCase)
        || (NotKept.Contains(path.Name) && !path.Is("schemas") && !path.Is("meta"));

    /// <summary>Of the core schema, or with nothing said.</summary>
    public bool IsOwn(AttributePath path) =>
        path.Schema is not { } schema || schema.Equals(Schema, StringComparison.OrdinalIgnoreCase);

    private static bool IsExtension(string name) =>
        name.StartsWith("urn:ietf:params:scim:schemas:extension:", StringComparison.OrdinalIgnoreCase) && name.Length <= 200;

    /// <summary>Whether every test of the filter is one that is served.</summary>
    public bool Serves(ScimFilter filter) => filter.Leaves.All(IsServed);

    private bool IsServed(ScimFilter leaf) => leaf switch
    {
        ScimFilter.Compare { Path: { Sub: null } path, Value: string } compare =>
            IsOwn(path) && Texts.ContainsKey(path.Name) && compare.How <= Comparison.EndsWith,
        ScimFilter.Compare { Path: { Sub: null } path, Value: bool } compare =>
            IsOwn(path) && Flags.Contains(path.Name) && compare.How is Comparison.Equal or Comparison.NotEqual,
        ScimFilter.Present { Path: { Sub: null } path } => IsOwn(path) && (Texts.ContainsKey(path.Name) || Flags.Contains(path.Name)),
        _ => false,
    };

    /// <param name="valueOf">The resource's, by the attribute's name in small letters; null: it has none.</param>
    public bool Holds(ScimFilter leaf, Func<string, object?> valueOf) => leaf switch
    {
        ScimFilter.Present present => valueOf(present.Path.Name.ToLowerInvariant()) is not null,
        ScimFilter.Compare { Value: bool wanted } compare =>
            valueOf(compare.Path.Name.ToLowerInvariant()) is bool flag && (flag == wanted) == (compare.How == Comparison.Equal),
        ScimFilter.Compare { Value: string wanted } compare =>
            Holds(compare.How, valueOf(compare.Path.Name.ToLowerInvariant()) as string, wanted,
                Texts[compare.Path.Name] ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool Holds(Comparison how, string? value, string wanted, StringComparison comparison) => how switch
    {
        Comparison.Equal => value is not null && value.Equals(wanted, comparison),
        Comparison.NotEqual => value is null || !value.Equals(wanted, comparison),
        Comparison.Contains => value?.Contains(wanted, comparison) == true,
        Comparison.StartsWith => value?.StartsWith(wanted, comparison) == true,
        Comparison.EndsWith => value?.EndsWith(wanted, comparison) == true,
        _ => false,
    };

    /// <summary>What an attribute must be, for the filter to hold at all; null: the filter does not say.</summary>
    public static string? EqualTo(ScimFilter filter, string name) => filter.Conjuncts.OfType<ScimFilter.Compare>()
        .Where(one => one.How == Comparison.Equal && one.Path.Is(name)).Select(one => one.Value as string).FirstOrDefault();
}
