using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/tenants/{tenant}/add-person</c>: somebody who may sign in from now on.</summary>
internal sealed class AddPersonPage(Administration administration, ConsoleDoor door)
{
    public const string Door = "PUT /tenants/{tenant}/users/{user}";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/add-person";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant) =>
        await administration.Missing(tenant, view.Http.RequestAborted) is { } why
            ? Problem.FromRefusal(why)
            : Draw(view, tenant, "", null);

    public async Task<IResult> Take(ConsoleView view, Form form, TenantId tenant)
    {
        var (texts, typed, cancel) = (view.Texts.Setup, form["user_name"]?.Trim() ?? "", view.Http.RequestAborted);
        if (!UserName.TryParse(typed, out var name))
            return Draw(view, tenant, typed, Wrong(texts.UserNameWrong));
        var user = new UserKey(tenant, name);
        // Somebody who is there is changed at their own page, and by nobody who may do less than they may.
        if ((await administration.Ask(user, new DescribeUser(), cancel)).Refused is null)
            return Draw(view, tenant, typed, Wrong(texts.UserNameTaken));
        if (await door.Forbid(view, user, Door) is { } forbidden) return forbidden;   // an administrator need not be there yet
        var made = await administration.Ask(user, new ProvisionUser(true, null), cancel);
        return made.Refused is { } why ? Problem.FromRefusal(why, name) : new SeeOther(PeoplePage.PathOf(user));
    }

    private static Unfit Wrong(string text) => Unfit.Numbered("user_name", HttpErrors.InvalidUserName, text);

    private static Page Draw(ConsoleView view, TenantId tenant, string typed, Unfit? unfit)
    {
        var texts = view.Texts.Setup;
        return new(view.Screen with { IsWide = false }, texts.AddPerson, Markup.Html($"""
            <h1>{texts.AddPerson}</h1>
            <p class="lead">{texts.AddPersonAbout}</p>
            <form method="post" action="{PathOf(tenant)}">
            {view.Token}
            {ConsoleForms.Text(
                "user_name", view.Screen.Texts.UserName, texts.UserNameHint, typed, Limits.UserNameLength, isRequired: true, unfit)}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.AddPerson}</button>
            </form>
            <a class="quiet" href="{PeoplePage.PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """), unfit?.Error);
    }
}
