namespace Countersign.Gateway.Http;

/// <summary>One way a request can fail, as the wire says it. All of them stand in the error table.</summary>
/// <param name="Code">The number that support and documentation know it by; docs/errors has a page for each.</param>
/// <param name="Name">The same for programs.</param>
/// <param name="Title">One sentence, the same each time.</param>
/// <param name="Detail">What to do about it.</param>
public sealed record ProtocolError(string Code, string Name, int Status, string Title, string Detail)
{
    /// <summary>With status 401: the scheme by which the caller should have shown its right.</summary>
    public string Challenge { get; init; } = "Countersign";
}
