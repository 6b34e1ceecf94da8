namespace Countersign.Gateway.Admin.Scim;

/// <summary>How two values are compared (RFC 7644 3.4.2.2).</summary>
internal enum Comparison : byte
{
    Malformed = 0, Equal, NotEqual, Contains, StartsWith, EndsWith, Greater, GreaterOrEqual, Less, LessOrEqual,
}

/// <summary>The way to an attribute: <c>urn:…:User:name.familyName</c>.</summary>
/// <param name="Schema">The URN before it; null: there is none.</param>
/// <param name="Sub">The part of a complex attribute; null: the whole.</param>
internal sealed record AttributePath(string? Schema, string Name, string? Sub)
{
    public bool Is(string name) => Sub is null && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => (Schema is null ? "" : Schema + ":") + Name + (Sub is null ? "" : "." + Sub);
}

/// <summary>A filter, as RFC 7644 3.4.2.2 has it.</summary>
internal abstract record ScimFilter
{
    /// <param name="Value">A string, a <see cref="bool"/>, a <see cref="double"/>, or null.</param>
    public sealed record Compare(AttributePath Path, Comparison How, object? Value) : ScimFilter;

    /// <summary>It has a value.</summary>
    public sealed record Present(AttributePath Path) : ScimFilter;

    public sealed record And(ScimFilter One, ScimFilter Other) : ScimFilter;

    public sealed record Or(ScimFilter One, ScimFilter Other) : ScimFilter;

    public sealed record Not(ScimFilter Inner) : ScimFilter;

    /// <summary>One of the values of an attribute is like this: <c>members[value eq "…"]</c>.</summary>
    public sealed record Within(AttributePath Path, ScimFilter Inner) : ScimFilter;

    /// <summary>Those that must all be true.</summary>
    public IEnumerable<ScimFilter> Conjuncts => this is And both ? both.One.Conjuncts.Concat(both.Other.Conjuncts) : [this];

    /// <summary>Its comparisons and tests, from left to right.</summary>
    public IEnumerable<ScimFilter> Leaves => this switch
    {
        And both => both.One.Leaves.Concat(both.Other.Leaves),
        Or either => either.One.Leaves.Concat(either.Other.Leaves),
        Not not => not.Inner.Leaves,
        _ => [this],
    };

    /// <param name="isTrue">What a leaf says.</param>
    public bool Holds(Func<ScimFilter, bool> isTrue) => this switch
    {
        And both => both.One.Holds(isTrue) && both.Other.Holds(isTrue),
        Or either => either.One.Holds(isTrue) || either.Other.Holds(isTrue),
        Not not => !not.Inner.Holds(isTrue),
        _ => isTrue(this),
    };
}

/// <summary>The way to what a change is about (RFC 7644 3.5.2): an attribute, some of its values, a part of those.</summary>
/// <param name="Where">Which of its values; null: all.</param>
internal sealed record PatchPath(AttributePath Path, ScimFilter? Where = null);
