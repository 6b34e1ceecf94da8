using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Html;

/// <summary>The request that a page is drawn for: tenant, language, and who sent the person.</summary>
/// <param name="Tenant">Null when the address names none.</param>
/// <param name="HelpUrl">S-33.</param>
/// <param name="Visit">Who sent the person; null when nobody did.</param>
/// <param name="Request">The handle or sealed text of the visit, passed on from page to page.</param>
internal sealed record Screen(TenantId? Tenant, PageTexts Texts, string? HelpUrl, Visit? Visit, string? Request)
{
    /// <summary>What the tenant has settled; null before it was found.</summary>
    public TenantState.Present? Settled { get; init; }

    /// <summary>When it is drawn; null when nobody said.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The tenant allows no other way to sign in (T4).</summary>
    public bool PhoneOnly => Settled?.Settings.PhoneOnly == true;

    /// <summary>
    /// A password of whoever this is about is taken somewhere (S-42). It follows from the tenant and the domain alone: nobody learns from
    /// it who exists (I16).
    /// </summary>
    public bool TakesPassword => Account is { } user && Settled?.TakesPasswordOf(user, Visit?.ClientId ?? "") == true;

    /// <summary>What helps somebody whom the policy does not allow the phone (S-37, S-38).</summary>
    public string NotAllowedRemedy => TakesPassword ? Texts.NotAllowedRemedy : Texts.NotAllowedAsk;

    /// <summary>The name of the sign-in that the page is about; null when the address has none.</summary>
    public string? Transaction { get; init; }

    /// <summary>Whose sign-in it is, shown at the top of the page; null when that is nobody's to know.</summary>
    public UserName? Account { get; init; }

    /// <summary>Who is thought to sign in, from the page before.</summary>
    public UserName? Expected { get; init; }

    /// <summary>What the form is to be told of <see cref="Account"/>; null for nothing.</summary>
    public AccountHint? Hints { get; init; }

    /// <summary>Lists stand on it, so the card may be wider than a form.</summary>
    public bool IsWide { get; init; }

    /// <summary>The tenant is there; otherwise only an address names it.</summary>
    public bool IsFound { get; init; } = true;

    /// <summary>The tenant's name, for the corner of the page; never a name that somebody made up.</summary>
    public string Place => !IsFound || Tenant is not { } tenant ? "Countersign" : Branding?.Name ?? tenant.Value;

    /// <summary>The tenant's own face; null before it was found, and where it has none.</summary>
    public Branding? Branding => IsFound ? Settled?.Settings.Branding : null;

    /// <summary>Another page's address, with the visit's request.</summary>
    /// <param name="page">Such as <c>/sign-in</c>.</param>
    /// <param name="more">What else stands in the query.</param>
    public string Address(string page, params IEnumerable<(string Name, string Value)> more)
    {
        IEnumerable<(string Name, string Value)> query = Request is null ? more : more.Prepend(("request", Request));
        var text = string.Join('&', query.Select(pair => pair.Name + "=" + Uri.EscapeDataString(pair.Value)));
        return $"/{Tenant}{page}" + (text.Length == 0 ? "" : "?" + text);
    }

    /// <summary>303, so that whatever was posted is not posted again (B8).</summary>
    public IResult GoTo(string page) => new SeeOther(Address(page));

    /// <summary>To the number of the sign-in of this name.</summary>
    public IResult GoToNumber(string transaction) => new SeeOther(Address("/sign-in/number", ("t", transaction)));

    /// <summary>The same, saying whose sign-in it is; so do the pages of problems that come up later.</summary>
    public Screen Of(HttpContext http, UserName? user)
    {
        var screen = this with { Account = user };
        http.Features.Set(screen);
        return screen;
    }

    /// <summary>The sentence that says who is signed in.</summary>
    public Markup SignedInAs(UserName user) => Markup.Fill(Texts.DoneAs, Markup.Html($"<strong>{user.Value}</strong>"));

    /// <summary>A sentence about the application that sent the person; nothing when none did.</summary>
    /// <param name="sentence">With <c>{0}</c> where its name goes.</param>
    public Markup AboutApplication(string sentence) =>
        Visit is { } visit ? Markup.Fill(sentence, Markup.Html($"<bdi>{visit.Application}</bdi>")) : default;

    /// <summary>The way back to who sent the person, if there is one.</summary>
    public Markup BackLink() => Visit is { LeaveTo: { } leave }
        ? Markup.Html($"""<a class="quiet" href="{SeeOther.Local(leave)}"><span>{AboutApplication(Texts.BackTo)}</span></a>""")
        : default;

    /// <summary>To the form, which remembers whose sign-in this was.</summary>
    public Markup StartAgainLink(string style = "primary", string? label = null) =>
        Markup.Html($"""<a class="{style}" href="{AddressOfForm()}">{label ?? Texts.StartAgain}</a>""");

    /// <summary>Of the form, which remembers whose sign-in this was.</summary>
    public string AddressOfForm() => Address("/sign-in", Remembered);

    /// <summary>To the page that takes a Temporary Access Pass; it remembers whose sign-in this was.</summary>
    public Markup PassLink(string style = "quiet") =>
        Markup.Html($"""<a class="{style}" href="{Address("/pass", Remembered)}">{Texts.PassLink}</a>""");

    private (string, string)[] Remembered =>
        Tenant is { } tenant && Account is { } user && Hints is not null ? [("who", Hints.Seal(tenant, user))] : [];

    /// <summary>The fields of a form that pass the visit and the sign-in's name on.</summary>
    public Markup Fields() => Markup.Join([Field("request", Request), Field("t", Transaction)]);

    /// <summary>The field of a form that passes the visit on.</summary>
    public Markup RequestField() => Field("request", Request);

    private static Markup Field(string name, string? value) =>
        value is null ? default : Markup.Html($"""<input type="hidden" name="{name}" value="{value}">""");
}

/// <summary>Sends the browser on to a path of this service, by GET.</summary>
internal sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Local(path);
        httpContext.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>T17: the path as it is; anything that a browser could take for another host is a bug of ours.</summary>
    /// <exception cref="InvalidOperationException">It is no path of this service.</exception>
    public static string Local(string path) =>
        path.Length > 1 && path[0] == '/' && path[1] is not ('/' or '\\') && !path.Any(c => c <= ' ' || c is '\\' or '\u007f')
            ? path
            : throw new InvalidOperationException("Not a path of this service.");
}
