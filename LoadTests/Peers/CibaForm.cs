using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Peers;

/// <summary>Requests and answers of every CIBA server (CIBA Core 10.1).</summary>
internal static class CibaForm
{
    /// <summary>The token request, but for the <c>auth_req_id</c> at its end.</summary>
    public const string Grant = "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=";

    /// <exception cref="UnexpectedReplyException">One of the two tokens is missing, or not a signed one.</exception>
    public static void Both(TokenReply tokens)
    {
        if (Dots(tokens.IdToken) != 2 || Dots(tokens.AccessToken) != 2) throw new UnexpectedReplyException("token: not two signed tokens");
    }

    private static int Dots(string? token) => token?.Count(letter => letter == '.') ?? 0;
}
