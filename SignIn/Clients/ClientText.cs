using System.Text;

namespace Countersign.SignIn.Clients;

/// <summary>A client as an auditor reads it (T31): everything that decides what it may do, keys by name, secrets by number alone.</summary>
internal static class ClientText
{
    public static string Of(Client? client)
    {
        if (client is null) return "none";
        var text = new StringBuilder();
        text.Append('\'').Append(client.Name).Append("' ").Append(client.Authentication)
            .Append(", may ").Append(client.Grants)
            .Append(", secrets: ").Append(client.Secrets.Length)
            .Append(", ID tokens ").Append(client.IdTokenAlgorithm);
        if (client.DpopBound) text.Append(", DPoP");
        if (client.PushedRequests) text.Append(", pushed requests");
        if (client.KeepsRefreshToken) text.Append(", keeps its refresh token");
        if (client.AsksFirst) text.Append(", asks before a provider");
        if (client.AsksSecond) text.Append(", asks for a second factor");
        if (client.Ways.Length > 0) text.Append(", ways: ").Append(client.Ways);
        if (client.May(ClientGrants.Ciba)) text.Append(", ").Append(client.Backchannel);
        List(text, "keys", client.Keys.Select(key => key.KeyId));
        List(text, "redirects", client.RedirectUris);
        List(text, "returns", client.PostLogoutRedirectUris);
        return text.ToString();
    }

    private static void List(StringBuilder text, string name, IEnumerable<string> values)
    {
        var joined = string.Join(' ', values);
        if (joined.Length > 0) text.Append(", ").Append(name).Append(": ").Append(joined);
    }
}
