using System.Text.Json;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

internal enum PatchKind : byte { Malformed = 0, Add, Remove, Replace }

/// <summary>One change of a patch: of one attribute.</summary>
/// <param name="Value">Null: all of it is removed.</param>
internal sealed record PatchStep(PatchKind Kind, PatchPath Path, JsonElement? Value)
{
    /// <summary>The value as a text; also out of a list of one, as some directories write it.</summary>
    public bool TryText(out string? text)
    {
        text = null;
        if (Value is not { } value) return false;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1) value = value[0];
        if (value.ValueKind == JsonValueKind.Object)
            return ScimObject.TryRead(value, out var only) && only.TryText("value", out text) && text is not null;
        return Value.Value.ValueKind != JsonValueKind.Array && ScimJson.TryText(value, out text);
    }
}

/// <summary>
/// The body of a PATCH (RFC 7644 3.5.2) as steps, each with a path: an operation without one is a step for each attribute of its value.
/// Letter case of <c>op</c> folds, as some directories write it with a capital.
/// </summary>
internal static class ScimPatch
{
    private const int MostSteps = 100;
    private static readonly string[] Members = ["op", "path", "value"];

    public static (IReadOnlyList<PatchStep> Steps, Problem? Refused) Read(ScimObject body)
    {
        List<PatchStep> steps = [];
        if (body.Members.Any(member => !Is(member.Key, "schemas") && !Is(member.Key, "Operations"))) return Bad(ScimErrors.InvalidSyntax);
        if (body["Operations"] is not { ValueKind: JsonValueKind.Array } operations || operations.GetArrayLength() == 0)
            return Bad(ScimErrors.InvalidSyntax);
        foreach (var one in operations.EnumerateArray())
        {
            if (!ScimObject.TryRead(one, out var operation)) return Bad(ScimErrors.InvalidSyntax);
            if (Take(operation, steps) is { } refused) return ([], refused);
            if (steps.Count > MostSteps) return Bad(ScimErrors.TooMuch);
        }

        return (steps, null);
    }

    private static Problem? Take(ScimObject operation, List<PatchStep> steps)
    {
        if (operation.Members.Any(member => !Members.Any(name => Is(member.Key, name)))) return new(ScimErrors.InvalidSyntax);
        if (!operation.TryText("op", out var op) || KindOf(op) is not { } kind || !operation.TryText("path", out var path))
            return new(ScimErrors.InvalidSyntax);
        var value = operation["value"];
        if (path is not null)
        {
            if (FilterParser.Path(path) is not { } at) return new(ScimErrors.InvalidPath);
            return Take(kind, at, value, isNamed: operation.Members.Any(member => Is(member.Key, "value")), steps);
        }

        if (kind == PatchKind.Remove) return new(ScimErrors.NoTarget);
        if (value is not { } whole || !ScimObject.TryRead(whole, out var attributes)) return new(ScimErrors.InvalidValue);
        foreach (var (name, set) in attributes.Members)
        {
            if (FilterParser.Path(name) is not { } at) return new(ScimErrors.InvalidPath);
            if (Take(kind, at, set.ValueKind == JsonValueKind.Null ? null : set, isNamed: true, steps) is { } refused) return refused;
        }

        return null;
    }

    /// <param name="isNamed">There is a value, if only null, which removes (RFC 7643 2.5).</param>
    private static Problem? Take(PatchKind kind, PatchPath path, JsonElement? value, bool isNamed, List<PatchStep> steps)
    {
        if (kind != PatchKind.Remove && value is null)
        {
            if (!isNamed) return new(ScimErrors.InvalidValue);
            kind = PatchKind.Remove;
        }

        steps.Add(new(kind, path, value));
        return null;
    }

    private static PatchKind? KindOf(string? op) => op?.ToLowerInvariant() switch
    {
        "add" => PatchKind.Add,
        "remove" => PatchKind.Remove,
        "replace" => PatchKind.Replace,
        _ => null,
    };

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static (IReadOnlyList<PatchStep>, Problem?) Bad(ProtocolError error) => ([], new(error));
}
