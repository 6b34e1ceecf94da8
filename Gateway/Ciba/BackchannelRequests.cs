using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.Ciba;

/// <summary>The part of an authentication request (CIBA 7.1) that says how to ask; <see cref="PersonHints"/> has whom to ask.</summary>
/// <param name="Message">The <c>binding_message</c>; empty for none.</param>
/// <param name="NotificationToken">Null when the client is not notified.</param>
internal sealed record BackchannelAsked(BackchannelRequest Request, string Message, string? NotificationToken);

/// <summary>Reads authentication requests.</summary>
internal static class BackchannelRequests
{
    private const int LongestNotificationToken = 1024;   // 7.1
    private const int LongestText = 1024;

    /// <summary>The parameters of 7.1; of a signed request none may stand beside it.</summary>
    public static readonly string[] Names =
    [
        "scope", "client_notification_token", "acr_values", "login_hint_token", "id_token_hint", "login_hint", "binding_message",
        "user_code",
        "requested_expiry", "claims",
    ];

    /// <summary>The first thing that is wrong with it, or the request.</summary>
    public static (BackchannelAsked? Asked, OAuthError? Refused) Parse(Client client, Parameters parameters)
    {
        var scopes = parameters.Words("scope");
        var token = client.Backchannel.Delivery == Delivery.Poll ? null : parameters["client_notification_token"];
        if (!scopes.Contains(Scopes.OpenId)) return (null, OAuthErrors.OpenIdRequired);
        if (!DisplayText.TryRead(parameters["binding_message"], out var message))
            return (null, CibaErrors.BindingMessageRefused);   // 13, T20
        if (client.Backchannel.Delivery != Delivery.Poll && !IsBearer(token)) return (null, CibaErrors.NotificationTokenRefused);     // C9
        if (Expiry(parameters["requested_expiry"]) is not (true, var expiry) || parameters["acr_values"] is { Length: > LongestText })
            return (null, OAuthErrors.InvalidParameter);
        if (ClaimsRequest.Parse(parameters["claims"]) is not { } claims) return (null, OAuthErrors.InvalidParameter);
        var request = new BackchannelRequest(
            client.Id, Scopes.GrantedTo(client, scopes), parameters["acr_values"], claims.ToGrant(), null, expiry,
            client.Backchannel.Delivery);
        return (new(request, message, token), null);
    }

    /// <summary>C2: whole seconds, as a number or in a string; how much of it is given is the tenant's to say.</summary>
    private static (bool IsWell, int? Seconds) Expiry(string? text) =>
        text is null ? (true, null)
        : text.Length <= 10 && WholeNumber.TryParse(text, out var seconds) && seconds is > 0 and <= int.MaxValue ? (true, (int)seconds)
        : (false, null);

    /// <summary>RFC 6750 2.1: it is sent back as one.</summary>
    private static bool IsBearer(string? token)
    {
        if (token is null or { Length: > LongestNotificationToken }) return false;
        var body = token.AsSpan().TrimEnd('=');
        return body.Length > 0 && body.IndexOfAnyExcept(BearerCharacters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> BearerCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
}
