using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>The request that a page is drawn for: tenant, language, and who sent the person.</summary>
/// <param name="Tenant">Null when the address names none.</param>
/// <param name="HelpUrl">S-33.</param>
/// <param name="Visit">Who sent the person; null when nobody did.</param>
/// <param name="Request">The sealed text of the visit, passed on from page to page.</param>
internal sealed record Screen(TenantId? Tenant, PageTexts Texts, string? HelpUrl, Visit? Visit, string? Request)
{
    /// <summary>The tenant allows no other way to sign in (T4).</summary>
    public bool PhoneOnly { get; init; }

    /// <summary>The tenant is there; otherwise only an address names it.</summary>
    public bool IsFound { get; init; } = true;

    /// <summary>The tenant's name, for the corner of the page; never a name that somebody made up.</summary>
    public string Place => IsFound && Tenant is { } tenant ? tenant.Value : "Countersign";

    /// <summary>Another page's address, with the visit's request.</summary>
    /// <param name="page">Such as <c>/sign-in</c>.</param>
    public string Address(string page) => $"/{Tenant}{page}" + (Request is null ? "" : "?request=" + Uri.EscapeDataString(Request));

    /// <summary>303, so that whatever was posted is not posted again (B8).</summary>
    public IResult GoTo(string page) => new SeeOther(Address(page));

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

    public Markup StartAgainLink(string style = "primary") =>
        Markup.Html($"""<a class="{style}" href="{Address("/sign-in")}">{Texts.StartAgain}</a>""");

    /// <summary>The field of a form that passes the visit on.</summary>
    public Markup RequestField() =>
        Request is { } request ? Markup.Html($"""<input type="hidden" name="request" value="{request}">""") : default;
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
