using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>Where the passwords of managed people are checked (WAY-4), and the end of taking any.</summary>
internal sealed class PasswordPlacePage(Administration administration, ProviderSecrets secrets, OutboundSettings outbound)
{
    public const string SetDoor = "PUT /tenants/{tenant}/passwords", RemoveDoor = "DELETE /tenants/{tenant}/passwords";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/passwords";

    public static PasswordsBody BodyOf(TenantState.Present set) =>
        set.Passwords is { } way ? PasswordsBody.From(way) : PasswordsBody.None;

    public static string WordFor(WaysTexts texts, string place) => place switch
    {
        "here" => texts.PlaceHere,
        "directory" => texts.PlaceDirectory,
        "verifier" => texts.PlaceVerifier,
        _ => texts.PlaceNone,
    };

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        return read.Has(out var found, out var why) ? Draw(view, tenant, BodyOf(found.Tenant), null) : Problem.FromRefusal(why);
    }

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant)
    {
        var body = Read(form);
        if (PasswordsEndpoint.Judge(tenant, body, secrets, outbound, out var way) is { } objection)
            return Draw(view, tenant, body, objection);
        var set = new TenantQuestion.SetPasswords(new(RandomValues.Handle()), way);
        return (await administration.Ask(tenant, set, view.Http.RequestAborted)).Refused switch
        {
            null => new SeeOther(WaysPage.PathOf(tenant) + "?done=saved"),
            Refusal.SettingOutOfRange => Draw(view, tenant, body, RefusalErrors.SettingOutOfRange),
            { } why => Problem.FromRefusal(why),
        };
    }

    public async Task<IResult> AskStop(ConsoleView view, TenantId tenant)
    {
        var missing = await administration.Missing(tenant, view.Http.RequestAborted);
        return missing is { } why ? Problem.FromRefusal(why) : ConsoleForms.Ask(
            view, view.Texts.Ways.StopPasswords, tenant.Value, view.Texts.Ways.StopPasswordsAbout, PathOf(tenant) + "/stop",
            WaysPage.PathOf(tenant), isDanger: true);
    }

    public async Task<IResult> Stop(ConsoleView view, TenantId tenant)
    {
        var stopped = await administration.Ask(
            tenant, new TenantQuestion.SetPasswords(new(RandomValues.Handle()), null), view.Http.RequestAborted);
        return stopped.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther(WaysPage.PathOf(tenant) + "?done=saved");
    }

    private static PasswordsBody Read(Form form)
    {
        var place = form["place"] ?? "";
        string? Typed(string name) => WaysForms.Typed(form, name);
        // A port that is no number is one that no directory has.
        int? port = Typed("port") is { } text ? WholeNumber.TryParse(text, out var number) && number <= 65535 ? (int)number : 0 : null;
        var directory = new DirectoryBody(
            Typed("host") ?? "", Typed("base") ?? "", Typed("attribute") ?? "", port, form["tls"], form["local_part"] is not null,
            Typed("bind_name"), form["bind_password"] is { Length: > 0 } bind ? bind : null, Typed("group"));
        var verifier = new VerifierBody(Typed("url") ?? "", form["secret"] is { Length: > 0 } secret ? secret : null);
        return new(
            place, place == "directory" ? directory : null, place == "verifier" ? verifier : null,
            form["take_without_phone"] is not null, form["take_second_attempt"] is not null);
    }

    private static Page Draw(ConsoleView view, TenantId tenant, PasswordsBody body, ProtocolError? error)
    {
        var (texts, directory) = (view.Texts.Ways, body.Directory);
        var places = new[] { "here", "directory", "verifier" }.Select(word => (word, WordFor(texts, word)));
        return WaysForms.Page(
            view, tenant, texts.Passwords, "", texts.PasswordsMean, PathOf(tenant), WaysPage.PathOf(tenant), Markup.Html($"""
                {WaysForms.Choice("place", texts.Place, places, body.Place)}
                {WaysForms.Takes(texts, body.TakeWithoutPhone == true, body.TakeSecondAttempt != false)}
                <fieldset><legend>{texts.PlaceDirectory}</legend>
                {ConsoleForms.Text("host", texts.Host, texts.HostHint, directory?.Host ?? "")}
                {ConsoleForms.Text("port", texts.Port, texts.PortHint, directory?.Port is { } port ? $"{port}" : "", 5)}
                {WaysForms.Choice("tls", "TLS", [("starttls", "StartTLS"), ("ldaps", "LDAPS")], directory?.Tls ?? "starttls")}
                {ConsoleForms.Text("base", texts.Base, null, directory?.Base ?? "", Limits.EntryNameLength)}
                {ConsoleForms.Text("attribute", texts.Attribute, texts.AttributeHint, directory?.Attribute ?? "", Limits.AttributeLength)}
                {WayFields.Tick("local_part", texts.LocalPart, directory?.LocalPart == true)}
                {ConsoleForms.Text("bind_name", texts.BindName, null, directory?.BindName ?? "", Limits.EntryNameLength)}
                {WaysForms.Secret("bind_password", texts.BindPassword, texts.SecretHint)}
                {ConsoleForms.Text("group", texts.Group, texts.GroupHint, directory?.Group ?? "", Limits.EntryNameLength)}
                </fieldset>
                <fieldset><legend>{texts.PlaceVerifier}</legend>
                {ConsoleForms.Text("url", texts.Address, null, body.Verifier?.Url ?? "", Limits.UrlLength)}
                {WaysForms.Secret("secret", texts.Secret, texts.SecretHint)}
                </fieldset>
                """), error);
    }
}
