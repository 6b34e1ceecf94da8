using System.Text;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A request of one endpoint that would be carried out as it stands: the start of everything that is then made wrong.</summary>
/// <param name="Optional">Members that may be missing or null.</param>
internal sealed record Sample(string Method, string Path, string? Json = null, params string[] Optional)
{
    /// <summary>The header fields of such a body: cookies, a fresh proof.</summary>
    public Func<byte[], IEnumerable<(string Name, string Value)>> Headers { get; init; } = _ => [];

    /// <summary>Answered by a stream without end.</summary>
    public bool IsStream { get; init; }

    /// <summary>Takes <c>wait</c> in its query.</summary>
    public bool Waits { get; init; }

    /// <summary>May be sent without a body at all.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>The largest body, in bytes.</summary>
    public int MostBytes { get; init; } = 16 * 1024;

    /// <summary>What is wrong in it is counted, as the page of the error says.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Letter case of its members' names folds, as SCIM has it.</summary>
    public bool FoldsNames { get; init; }

    /// <summary>On the administration listener.</summary>
    public bool IsAdministration { get; init; }

    /// <summary>A page or what belongs to one: for people, not in the API description. A body is a form's then.</summary>
    public bool IsPage { get; init; }

    public byte[]? Body => Json is null ? null : Encoding.UTF8.GetBytes(Json);

    public byte[] Request(string? path = null, string? method = null, params (string Name, string Value)[] more) =>
        Wire.Request(method ?? Method, path ?? Path, [.. Json is null ? [] : Type, .. Headers(Body ?? []), .. more], Body);

    /// <summary>The same with another body, and with what goes with that body.</summary>
    public byte[] With(byte[] body, bool chunked = false, string type = "application/json", params (string Name, string Value)[] more) =>
        Wire.Request(Method, Path, [("Content-Type", type), .. Headers(body), .. more], body, chunked);

    public string BodyType => IsPage ? "application/x-www-form-urlencoded" : "application/json";

    private (string Name, string Value)[] Type => [("Content-Type", BodyType)];
}
