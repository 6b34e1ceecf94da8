using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>Where the people of one domain sign in without a phone, and the end of that (S-41 to S-45).</summary>
internal sealed class DomainPage(Administration administration)
{
    public const string SetDoor = "PUT /tenants/{tenant}/domains/{domain}", RemoveDoor = "DELETE /tenants/{tenant}/domains/{domain}";
    private const string Managed = "managed", PassThrough = "pass_through", Address = "address", Provider = "provider:";

    public static string NewPath(TenantId tenant) => $"/console/tenants/{tenant}/set-domain";

    public static string AddressOf(TenantId tenant, string domain) => $"/console/tenants/{tenant}/domains/{domain}";

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant, string? name)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var domain = name is null ? null : found.Tenant.Domains.GetValueOrDefault(name);
        return Draw(view, tenant, found.Tenant, name, name ?? "", DomainBody.From(domain ?? Domain.Managed.Plain), null);
    }

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant, string? existing)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var (typed, body) = (existing ?? form["domain"]?.Trim() ?? "", Read(form));
        var name = Ascii.IsValid(typed) ? typed.ToLowerInvariant() : typed;
        if (!UserName.IsDomain(name)) return Draw(view, tenant, found.Tenant, existing, typed, body, AdminErrors.InvalidDomainName);
        if (body.ToDomain() is not { } domain) return Draw(view, tenant, found.Tenant, existing, typed, body, HttpErrors.InvalidRequest);
        var set = new TenantQuestion.SetDomain(new(RandomValues.Handle()), name, domain);
        var made = await administration.Ask(tenant, set, view.Http.RequestAborted);
        return made.Refused is { } not
            ? Draw(view, tenant, found.Tenant, existing, typed, body, RefusalErrors.RowOf(not))
            : new SeeOther(WaysPage.PathOf(tenant) + "?done=saved");
    }

    public async Task<IResult> AskRemoval(ConsoleView view, TenantId tenant, string name)
    {
        var missing = await administration.Missing(tenant, view.Http.RequestAborted);
        return missing is { } why ? Problem.FromRefusal(why) : ConsoleForms.Ask(
            view, view.Texts.Ways.RemoveDomain, name, view.Texts.Ways.RemoveDomainAbout, AddressOf(tenant, name) + "/remove",
            WaysPage.PathOf(tenant), isDanger: true);
    }

    public async Task<IResult> Remove(ConsoleView view, TenantId tenant, string name)
    {
        var removed = await administration.Ask(
            tenant, new TenantQuestion.RemoveDomain(new(RandomValues.Handle()), name), view.Http.RequestAborted);
        return removed.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther(WaysPage.PathOf(tenant) + "?done=saved");
    }

    private static DomainBody Read(Form form) => form["type"] switch
    {
        Managed => new("managed", false),
        PassThrough => new("managed", true),
        Address => new("federated", SignInUrl: WaysForms.Typed(form, "sign_in_url")),
        { } type when type.StartsWith(Provider, StringComparison.Ordinal) => new(
            "federated", Provider: type[Provider.Length..], TakeWithoutPhone: form["take_without_phone"] is not null,
            TakeSecondAttempt: form["take_second_attempt"] is not null),
        _ => new("none"),
    };

    private static string TypeOf(DomainBody body) => body switch
    {
        { Provider: { } provider } => Provider + provider,
        { Type: "federated" } => Address,
        { PassThrough: true } => PassThrough,
        _ => Managed,
    };

    private static Page Draw(
        ConsoleView view, TenantId tenant, TenantState.Present set, string? existing, string typed, DomainBody body, ProtocolError? error)
    {
        var texts = view.Texts.Ways;
        var providers = (set.Providers?.Values ?? []).OrderBy(one => one.Id, StringComparer.Ordinal);
        (string, string)[] types =
        [
            (Managed, texts.TypeManaged), (PassThrough, texts.TypePassThrough), (Address, texts.TypeAddress),
            .. providers.Select(one => (Provider + one.Id, texts.TypeProvider.Replace("{0}", one.Name, StringComparison.Ordinal))),
        ];
        var name = existing is null
            ? ConsoleForms.Text("domain", texts.Domain, texts.DomainHint, typed, Limits.DomainLength, isRequired: true)
            : default;
        return WaysForms.Page(
            view, tenant, texts.SetDomain, existing ?? "", texts.DomainMeans,
            existing is null ? NewPath(tenant) : AddressOf(tenant, existing), WaysPage.PathOf(tenant), Markup.Html($"""
                {name}
                {WaysForms.Choice("type", texts.Type, types, TypeOf(body))}
                {ConsoleForms.Text("sign_in_url", texts.Address, texts.AddressHint, body.SignInUrl ?? "", Limits.UrlLength)}
                {WaysForms.Takes(texts, body.TakeWithoutPhone ?? true, body.TakeSecondAttempt ?? true)}
                """), error);
    }
}
