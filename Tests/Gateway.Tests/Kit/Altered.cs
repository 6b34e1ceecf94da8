namespace Countersign.Gateway.Tests.Kit;

/// <summary>Texts of secrets with one character changed.</summary>
internal static class Altered
{
    /// <summary>
    /// Another text of the same length and alphabet, never the same one and never another spelling of the same bytes: the first
    /// character of a base64 text carries six whole bits, and its last one may carry two that nobody reads.
    /// </summary>
    public static string Text(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];
}
