namespace Countersign.SignIn.Jose;

/// <summary>
/// JSON as it is written without choice: no white space between tokens, and no escapes but <c>\"</c> and <c>\\</c>. So what is signed has
/// one spelling (T9), whatever another reader makes of escapes. Whether it is JSON at all is for the reader to say.
/// </summary>
internal static class CanonicalJson
{
    public static bool IsSpelled(ReadOnlySpan<byte> json)
    {
        var isInside = false;
        for (var at = 0; at < json.Length; at++)
        {
            switch (json[at])
            {
                case (byte)'"':
                    isInside = !isInside;
                    break;
                case (byte)'\\' when isInside && at + 1 < json.Length && json[at + 1] is (byte)'"' or (byte)'\\':
                    at++;
                    break;
                case (byte)'\\':
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when !isInside:
                    return false;
            }
        }

        return true;
    }
}
