using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/branding</c>: a tenant's own face (ADM-7), and beside the form the sign-in page as it would look with it.
/// </summary>
internal sealed class BrandingPage(Administration administration, SettingsChange change)
{
    public const string Door = SettingsPage.Door, SetDoor = SettingsPage.SetDoor, AccentPath = "/console/accent/{colour}";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/branding";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var set = found.Tenant.Settings;
        return Draw(view, tenant, set, new(set.Branding ?? new(), set.HelpUrl), []);
    }

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var set = found.Tenant.Settings;
        var logo = form["remove_logo"] is not null ? null : Typed(form, "logo") ?? set.Branding?.Logo;
        var face = new Face(new(Typed(form, "name"), Typed(form, "accent"), logo, Typed(form, "contact")), Typed(form, "help_url"));
        var wanted = set with { Branding = face.Branding == new Branding() ? null : face.Branding, HelpUrl = face.HelpUrl };
        HashSet<string> refused = [.. SettingBounds.Outside(SettingBounds.OfBranding, face.Branding), .. change.Outside(wanted)];
        if (refused.Count > 0 || form["do"] == "look") return Draw(view, tenant, set, face, refused);
        var made = await change.Make(tenant, new(RandomValues.Handle()), wanted, preview: false, view.Http.RequestAborted);
        return made.Refused is { } not ? Problem.FromRefusal(not) : new SeeOther(PathOf(tenant) + "?done=saved");
    }

    /// <summary>The logo as it is saved, for the preview.</summary>
    public async Task<IResult> Logo(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        return view.Http.Request.RouteValues["file"] is "logo" && read.Answer?.Tenant.Settings.Branding?.Logo is { } text
            && PngImage.TryRead(text, out var image)
            ? Results.Bytes(image, "image/png")
            : new Problem(HttpErrors.NoSuchAddress);
    }

    /// <summary>The preview's colour as a style sheet: nothing in line.</summary>
    public static Task<IResult> Accent(ConsoleView view) => Task.FromResult<IResult>(
        AccentColour.TryParse("#" + view.Http.Request.RouteValues["colour"], out var colour) && colour.IsLegible
            ? Results.Text(Brand.StyleOf(colour, ".preview"), "text/css; charset=utf-8")
            : new Problem(HttpErrors.NoSuchAddress));

    private static string? Typed(Form form, string name) => form[name]?.Trim() is { Length: > 0 } text ? text : null;

    private static Page Draw(ConsoleView view, TenantId tenant, TenantSettings set, Face face, HashSet<string> refused)
    {
        var texts = view.Texts.Branding;
        var isLegible = AccentColour.TryParse(face.Branding.Accent, out var accent) && accent.IsLegible;
        var style = isLegible
            ? Markup.Html($"""<link rel="stylesheet" href="/console/accent/{accent.ToString()[1..]}">""")
            : default;
        return new(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead">{texts.About}</p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "saved" ? view.Texts.Settings.Saved : null)}
            <div class="beside">
            {(view.May(SetDoor, tenant) ? Fields(view, tenant, set, face, refused) : Facts(view, face))}
            {Preview(view, tenant, set, face)}
            </div>
            """), refused.Count > 0 ? RefusalErrors.SettingOutOfRange : null, style, hasPicture: true)
        {
            IsQuestion = true,
        };
    }

    private static Markup Fields(ConsoleView view, TenantId tenant, TenantSettings set, Face face, HashSet<string> refused)
    {
        var (texts, settings) = (view.Texts.Branding, view.Texts.Settings);
        Markup Text(string name, string label, string hint, string? value, int most) => Markup.Html($"""
            <div class="field">
            <label for="{name}">{label}</label>
            <p class="hint" id="{name}_hint">{hint}</p>
            <input type="text" id="{name}" name="{name}" value="{value}" autocomplete="off" spellcheck="false" maxlength="{most}"
            {Field.Described(name, ErrorOf(name), hasHint: true)}>
            {Field.Wrong(name, $"{settings.Refused} ({RefusalErrors.SettingOutOfRange.Code})", ErrorOf(name))}
            </div>

            """);
        ProtocolError? ErrorOf(string name) => refused.Contains(name) ? RefusalErrors.SettingOutOfRange : null;
        return Markup.Html($"""
            <form method="post" action="{PathOf(tenant)}" enctype="multipart/form-data">
            {view.Token}
            {Text("name", texts.Name, texts.NameHint, face.Branding.Name, Limits.BrandNameLength)}
            {Text("accent", texts.Accent, texts.AccentHint, face.Branding.Accent, 7)}
            <div class="field">
            <label for="logo">{texts.Logo}</label>
            <p class="hint" id="logo_hint">{texts.LogoHint}</p>
            <input type="file" id="logo" name="logo" accept="image/png" {Field.Described("logo", ErrorOf("logo"), hasHint: true)}>
            {Field.Wrong("logo", $"{settings.Refused} ({RefusalErrors.SettingOutOfRange.Code})", ErrorOf("logo"))}
            {(set.Branding?.Logo is null ? default : WayFields.Tick("remove_logo", texts.RemoveLogo, false))}
            </div>
            {Text("contact", texts.Contact, texts.ContactHint, face.Branding.Contact, Limits.DisplayTextLength)}
            {Text("help_url", settings.HelpUrl.Label, settings.HelpUrl.About, face.HelpUrl, Limits.UrlLength)}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit" name="do" value="save">{settings.Save}</button>
            <button class="second" type="submit" name="do" value="look">{texts.Look}</button>
            </form>
            """);
    }

    private static Markup Facts(ConsoleView view, Face face)
    {
        var (texts, none) = (view.Texts.Branding, view.Texts.Settings.Nothing);
        return Markup.Html($"""
            <dl class="facts">
            <div><dt>{texts.Name}</dt><dd><bdi>{face.Branding.Name ?? none}</bdi></dd></div>
            <div><dt>{texts.Accent}</dt><dd>{face.Branding.Accent ?? none}</dd></div>
            <div><dt>{texts.Contact}</dt><dd><bdi>{face.Branding.Contact ?? none}</bdi></dd></div>
            <div><dt>{view.Texts.Settings.HelpUrl.Label}</dt><dd>{face.HelpUrl ?? none}</dd></div>
            </dl>
            """);
    }

    /// <summary>A picture of the page, which nothing can be typed into or pressed on.</summary>
    private static Markup Preview(ConsoleView view, TenantId tenant, TenantSettings set, Face face)
    {
        var (all, texts) = (view.Screen.Texts, view.Texts.Branding);
        var logo = set.Branding?.Logo is not null && face.Branding.Logo is not null
            ? Markup.Html($"""<img class="logo" src="{PathOf(tenant)}/logo" alt="">""")
            : default;
        return Markup.Html($"""
            <div>
            <h2>{texts.Preview}</h2>
            <div class="preview" role="img" aria-label="{texts.Preview}">
            <div class="top">{logo}<p><bdi>{face.Branding.Name ?? tenant.Value}</bdi></p></div>
            <div class="card">
            <p class="preview-title">{all.SignIn}</p>
            <p class="preview-label">{all.UserName}</p>
            <div class="preview-field"></div>
            <div class="primary">{all.Next}</div>
            </div>
            <div class="foot"><p><bdi>{face.Branding.Contact}</bdi></p>
            {(face.HelpUrl is null ? default : Markup.Html($"<p><u>{all.Help}</u></p>"))}</div>
            </div>
            <p class="hint">{texts.LogoLater}</p>
            </div>
            """);
    }

    /// <summary>What is typed on this page.</summary>
    private sealed record Face(Branding Branding, string? HelpUrl);
}
