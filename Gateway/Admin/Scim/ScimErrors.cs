using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>The errors of SCIM alone, and the word that RFC 7644 3.12 has for each kind.</summary>
internal static class ScimErrors
{
    public static readonly ProtocolError InvalidFilter = new("CS1061", "invalid_filter", 400,
        "The filter cannot be read, or is none that is served.",
        "Compare userName, externalId, id, displayName or active, joined by and, or, not.");
    public static readonly ProtocolError InvalidPath = new("CS1062", "invalid_path", 400,
        "The path of a change cannot be read, or leads to nothing that is known.",
        "The name of an attribute of the schema, as in members[value eq \"...\"].");
    public static readonly ProtocolError NoTarget = new("CS1063", "no_target", 400,
        "A change says what to remove nowhere.",
        "A remove has a path.");
    public static readonly ProtocolError InvalidValue = new("CS1064", "invalid_value", 400,
        "A value is missing, or not what its attribute takes.",
        "See the schema. Nothing was changed.");
    public static readonly ProtocolError InvalidSyntax = new("CS1065", "invalid_syntax", 400,
        "The body is no message of SCIM.",
        "JSON with the schema, and attributes that the schema has, each once.");
    public static readonly ProtocolError Mutability = new("CS1066", "immutable_attribute", 400,
        "An attribute that stays as it is was to be changed.",
        "The id and the user name stay. Whoever has another user name is another user here.");
    public static readonly ProtocolError TooMuch = new("CS1067", "too_many_operations", 413,
        "The request asks for more than is done at once.",
        "1,000 operations of a bulk request, 5,000 members of a group, 100 changes of a patch.");
    public static readonly ProtocolError UnknownReference = new("CS1068", "unknown_bulk_reference", 409,
        "An operation refers to one that made nothing.",
        "A bulkId names an operation of the same request that creates something, and no circle.");

    private static readonly Dictionary<ProtocolError, string> Types = new()
    {
        [InvalidFilter] = "invalidFilter",
        [InvalidPath] = "invalidPath",
        [NoTarget] = "noTarget",
        [InvalidValue] = "invalidValue",
        [HttpErrors.InvalidUserName] = "invalidValue",
        [RefusalErrors.DirectoryTextRefused] = "invalidValue",
        [InvalidSyntax] = "invalidSyntax",
        [HttpErrors.InvalidRequest] = "invalidSyntax",
        [Mutability] = "mutability",
        [RefusalErrors.UserExists] = "uniqueness",
        [RefusalErrors.GroupExists] = "uniqueness",
    };

    /// <summary>Null: the RFC has no word for it.</summary>
    public static string? TypeOf(ProtocolError error) => Types.GetValueOrDefault(error);
}
