using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What stands in the form of a client. What the form has no field for stays as it was.</summary>
internal static class ClientForm
{
    private const string Secret = "client_secret_basic", Public = "none";
    private static readonly string[] Algorithms = ["RS256", "ES256", "PS256"];

    /// <summary>A client as the form has it when nothing was typed.</summary>
    public static readonly ClientBody Empty = new("", Secret, [ClientWords.CodeGrant, ClientWords.RefreshGrant], [], []);

    /// <summary>What the form says, over what there was.</summary>
    public static ClientBody Read(Form form, ClientBody before)
    {
        var redirects = Lines(form["redirect_uris"]);
        string[] grants =
        [
            .. redirects.Length > 0 ? [ClientWords.CodeGrant] : Array.Empty<string>(),
            .. from row in Grants where form[row.Field] is not null select row.Word,
        ];
        var isCiba = grants.Contains(ClientWords.CibaGrant);
        return before with
        {
            ClientName = form["client_name"]?.Trim() ?? "",
            TokenEndpointAuthMethod = form["kind"] ?? before.TokenEndpointAuthMethod,
            GrantTypes = grants,
            RedirectUris = redirects,
            PostLogoutRedirectUris = Lines(form["post_logout_redirect_uris"]),
            IdTokenSignedResponseAlg = form["id_token_signed_response_alg"] ?? before.IdTokenSignedResponseAlg,
            RequirePushedAuthorizationRequests = form["pushed"] is not null,
            DpopBoundAccessTokens = form["bound"] is not null,
            SecondFactor = form["asks_second"] is null ? null : true,
            AsksBeforeProvider = form["asks_first"] is null ? null : true,
            BackchannelTokenDeliveryMode = isCiba ? before.BackchannelTokenDeliveryMode : null,
            BackchannelClientNotificationEndpoint = isCiba ? before.BackchannelClientNotificationEndpoint : null,
            BackchannelSignedRequests = isCiba ? before.BackchannelSignedRequests : null,
            BackchannelUserCodeParameter = isCiba ? before.BackchannelUserCodeParameter : null,
            BackchannelKnowsUsers = isCiba ? before.BackchannelKnowsUsers : null,
        };
    }

    /// <param name="wrong">The field that is refused, and what is said of it; null: none is.</param>
    public static Markup Fields(ClientsTexts texts, ClientBody client, (string Field, string Text, ProtocolError Error)? wrong)
    {
        ProtocolError? ErrorOf(string field) => wrong is { } one && one.Field == field ? one.Error : null;
        Markup Wrong(string field) => Field.Wrong(field, wrong is { } one ? $"{one.Text} ({one.Error.Code})" : "", ErrorOf(field));
        Markup Area(string name, string label, string hint, IReadOnlyList<string>? lines) => Markup.Html($"""
            <div class="field">
            <label for="{name}">{label}</label>
            <p class="hint" id="{name}_hint">{hint}</p>
            <textarea id="{name}" name="{name}" rows="3" spellcheck="false" autocapitalize="none"
            {Field.Described(name, ErrorOf(name), hasHint: true)}>{string.Join('\n', lines ?? [])}</textarea>
            {Wrong(name)}
            </div>

            """);
        return Markup.Html($"""
            <div class="field">
            <label for="client_name">{texts.Name}</label>
            <p class="hint" id="client_name_hint">{texts.NameHint}</p>
            <input type="text" id="client_name" name="client_name" value="{client.ClientName}" autocomplete="off"
            maxlength="{Limits.DisplayTextLength}" required {Field.Described("client_name", ErrorOf("client_name"), hasHint: true)}>
            {Wrong("client_name")}
            </div>
            {Kind(texts, client)}
            {Area("redirect_uris", texts.Redirects, texts.RedirectsHint, client.RedirectUris)}
            {Area("post_logout_redirect_uris", texts.Returns, texts.ReturnsHint, client.PostLogoutRedirectUris)}
            <fieldset class="ticks column">
            <legend>{texts.May}</legend>
            {Markup.Join(Grants.Select(row => WayFields.Tick(row.Field, row.Label(texts), client.GrantTypes.Contains(row.Word))))}
            {WayFields.Tick("pushed", texts.Pushed, client.RequirePushedAuthorizationRequests == true)}
            {WayFields.Tick("bound", texts.Bound, client.DpopBoundAccessTokens == true)}
            {WayFields.Tick("asks_second", texts.AsksSecond, client.SecondFactor == true)}
            {WayFields.Tick("asks_first", texts.AsksFirst, client.AsksBeforeProvider == true)}
            </fieldset>
            <div class="field">
            <label for="id_token_signed_response_alg">{texts.Algorithm}</label>
            <select id="id_token_signed_response_alg" name="id_token_signed_response_alg">
            {Markup.Join(Algorithms.Select(word =>
                SettingFields.Option(word, word == (client.IdTokenSignedResponseAlg ?? Algorithms[0]), word)))}
            </select>
            </div>

            """);
    }

    public static string WordFor(ClientsTexts texts, string method) => method switch
    {
        Public => texts.KindPublic,
        Secret => texts.KindSecret,
        _ => texts.KindKey,
    };

    public static IEnumerable<string> MayWords(ClientsTexts texts, ClientBody client) =>
        from row in Grants where client.GrantTypes.Contains(row.Word) select row.Label(texts);

    private static readonly (string Field, string Word, Func<ClientsTexts, string> Label)[] Grants =
    [
        ("refresh", ClientWords.RefreshGrant, texts => texts.Refresh), ("device", ClientWords.DeviceGrant, texts => texts.Device),
        ("ciba", ClientWords.CibaGrant, texts => texts.Ciba),
    ];

    /// <summary>A client with a key keeps it: no key is typed here.</summary>
    private static Markup Kind(ClientsTexts texts, ClientBody client) => client.TokenEndpointAuthMethod is not (Secret or Public)
        ? Markup.Html($"""<dl class="facts"><div><dt>{texts.Kind}</dt><dd>{texts.KindKey}</dd></div></dl>""")
        : Markup.Html($"""
            <div class="field">
            <label for="kind">{texts.Kind}</label>
            <select id="kind" name="kind">
            {Markup.Join(new[] { Secret, Public }.Select(word =>
                SettingFields.Option(word, word == client.TokenEndpointAuthMethod, WordFor(texts, word))))}
            </select>
            </div>

            """);

    private static string[] Lines(string? text) => text?.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
