using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>One of the organisations' identity providers (WAY-2): what to register there, a change, a new secret, its end.</summary>
internal sealed class ProviderPage(Administration administration, Proofs proofs, ProviderSecrets secrets, OutboundSettings outbound)
{
    public const string OneDoor = "GET /tenants/{tenant}/providers/{provider}", SetDoor = "PUT /tenants/{tenant}/providers/{provider}",
        RemoveDoor = "DELETE /tenants/{tenant}/providers/{provider}";
    private static readonly ProviderBody Empty = new("", "", "");

    public static string PathOf(TenantId tenant, string provider) => $"/console/tenants/{tenant}/providers/{provider}";

    public static string RegisterPath(TenantId tenant) => $"/console/tenants/{tenant}/register-provider";

    public async Task<IResult> One(ConsoleView view, TenantId tenant, string id) => await Of(view, tenant, id, provider =>
    {
        var (texts, body, here) = (view.Texts.Ways, ProviderBody.From(provider!), PathOf(tenant, id));
        var (back, signedOut) = ProvidersEndpoint.AddressesOf(proofs.Issuer(tenant), id);
        return Task.FromResult<IResult>(new Page(view.Screen, provider!.Name, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1><bdi>{provider.Name}</bdi></h1>
            <dl class="facts">
            <div><dt>{texts.ProviderId}</dt><dd>{id}</dd></div>
            <div><dt>{texts.Issuer}</dt><dd><bdi>{body.Issuer}</bdi></dd></div>
            <div><dt>{texts.ClientId}</dt><dd><bdi>{body.ClientId}</bdi></dd></div>
            <div><dt>{texts.Method}</dt><dd>{Methods(texts).First(row => row.Item1 == body.TokenEndpointAuthMethod).Item2}</dd></div>
            {(provider.SealedSecret is null ? default : Markup.Html($"<div><dt>{texts.Secret}</dt><dd>{texts.HasSecret}</dd></div>"))}
            <div><dt>{texts.Linking}</dt><dd>{Links(texts).First(row => row.Item1 == body.Linking).Item2}</dd></div>
            <div><dt>{texts.Redirect}</dt><dd><bdi>{back}</bdi></dd></div>
            <div><dt>{texts.Return}</dt><dd><bdi>{signedOut}</bdi></dd></div>
            </dl>
            <p>{ConsoleForms.Way(view, SetDoor, tenant, here + "/change", texts.Change)}
            {ConsoleForms.Way(view, RemoveDoor, tenant, here + "/remove", texts.RemoveProvider)}</p>
            <a class="quiet" href="{WaysPage.PathOf(tenant)}"><span>{Markup.Fill(view.Screen.Texts.BackTo, texts.Title)}</span></a>
            """)));
    });

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant, string? id) => await Of(view, tenant, id, provider =>
        Task.FromResult<IResult>(Draw(view, tenant, id, id ?? "", provider is null ? Empty : ProviderBody.From(provider), null)));

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant, string? existing) =>
        await Of(view, tenant, existing, async before =>
        {
            var id = existing ?? form["id"]?.Trim() ?? "";
            var body = Read(form, before is null ? Empty : ProviderBody.From(before));
            if (!Provider.IsId(id)) return Draw(view, tenant, existing, id, body, AdminErrors.InvalidProviderId);
            if (ProvidersEndpoint.Judge(tenant, id, body, secrets, outbound, out var provider) is { } objection)
                return Draw(view, tenant, existing, id, body, objection);
            var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
            if (existing is null && read.Answer?.Tenant.ProviderOf(id) is not null)   // another is not put in its place by a slip
                return Draw(view, tenant, existing, id, body, RefusalErrors.ProviderRefused);
            var set = new TenantQuestion.SetProvider(new(RandomValues.Handle()), provider!);
            var made = await administration.Ask(tenant, set, view.Http.RequestAborted);
            return made.Refused is { } not
                ? Draw(view, tenant, existing, id, body, RefusalErrors.RowOf(not))
                : new SeeOther(PathOf(tenant, id));
        });

    public async Task<IResult> AskRemoval(ConsoleView view, TenantId tenant, string id) => await Of(view, tenant, id, provider =>
        Task.FromResult(ConsoleForms.Ask(
            view, view.Texts.Ways.RemoveProvider, provider!.Name, view.Texts.Ways.RemoveProviderAbout, PathOf(tenant, id) + "/remove",
            PathOf(tenant, id), isDanger: true)));

    public async Task<IResult> Remove(ConsoleView view, TenantId tenant, string id)
    {
        var removed = await administration.Ask(
            tenant, new TenantQuestion.RemoveProvider(new(RandomValues.Handle()), id), view.Http.RequestAborted);
        return removed.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther(WaysPage.PathOf(tenant) + "?done=saved");
    }

    private async Task<IResult> Of(ConsoleView view, TenantId tenant, string? id, Func<Provider?, Task<IResult>> go)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var provider = id is null ? null : found.Tenant.ProviderOf(id);
        return id is not null && provider is null ? Problem.FromRefusal(Refusal.ProviderNotFound) : await go(provider);
    }

    private static ProviderBody Read(Form form, ProviderBody before) => before with
    {
        Name = form["name"]?.Trim() ?? "",
        Issuer = form["issuer"]?.Trim() ?? "",
        ClientId = form["client_id"]?.Trim() ?? "",
        TokenEndpointAuthMethod = form["method"] ?? "",
        ClientSecret = form["secret"] is { Length: > 0 } secret ? secret : null,
        Linking = form["linking"] ?? "",
        UserNameClaim = WaysForms.Typed(form, "claim") ?? "preferred_username",
        Trusted = form["trusted"] is not null,
        SignOut = form["signs_out"] is not null,
    };

    private static (string, string)[] Methods(WaysTexts texts) =>
    [
        ("client_secret_basic", texts.MethodBasic), ("client_secret_post", texts.MethodPost), ("private_key_jwt", texts.MethodKey),
    ];

    private static (string, string)[] Links(WaysTexts texts) =>
        [("by_user_name", texts.LinkByName), ("create", texts.LinkCreate), ("none", texts.LinkNone)];

    private static Page Draw(
        ConsoleView view, TenantId tenant, string? existing, string id, ProviderBody body, ProtocolError? error)
    {
        var texts = view.Texts.Ways;
        var idField = existing is null
            ? ConsoleForms.Text("id", texts.ProviderId, texts.ProviderIdHint, id, Limits.ProviderIdLength, isRequired: true)
            : default;
        var (action, back) = existing is null
            ? (RegisterPath(tenant), WaysPage.PathOf(tenant))
            : (PathOf(tenant, existing) + "/change", PathOf(tenant, existing));
        return WaysForms.Page(
            view, tenant, existing is null ? texts.Register : texts.Change, existing ?? "", texts.ProviderMeans, action, back,
            Markup.Html($"""
                {idField}
                {ConsoleForms.Text("name", texts.Name, texts.NameHint, body.Name, Limits.DisplayTextLength, isRequired: true)}
                {ConsoleForms.Text("issuer", texts.Issuer, texts.IssuerHint, body.Issuer, Limits.UrlLength, isRequired: true)}
                {ConsoleForms.Text("client_id", texts.ClientId, null, body.ClientId, 256, isRequired: true)}
                {WaysForms.Choice("method", texts.Method, Methods(texts), body.TokenEndpointAuthMethod ?? "client_secret_basic")}
                {WaysForms.Secret("secret", texts.Secret, texts.SecretHint)}
                {WaysForms.Choice("linking", texts.Linking, Links(texts), body.Linking ?? "by_user_name")}
                {ConsoleForms.Text("claim", texts.Claim, texts.ClaimHint, body.UserNameClaim ?? "preferred_username", 64)}
                <fieldset class="ticks column">
                <legend class="unseen">{texts.Change}</legend>
                {WayFields.Tick("trusted", texts.Trusted, body.Trusted == true)}
                {WayFields.Tick("signs_out", texts.SignsOut, body.SignOut == true)}
                </fieldset>
                """), error);
    }
}
