using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A change that an administrator makes to a person.</summary>
/// <param name="Word">Its part of the address.</param>
/// <param name="Door">The endpoint that does the same.</param>
/// <param name="About">What it does, before it is done.</param>
/// <param name="Done">What has happened.</param>
/// <param name="IsOffered">Whether it would change anything.</param>
internal sealed record PersonChange(
    string Word, string Door, Func<ConsoleTexts, string> Title, Func<ConsoleTexts, string> About, Func<ConsoleTexts, string> Done,
    Func<Description, bool> IsOffered, bool IsDanger = false);

/// <summary>
/// <c>/console/tenants/{tenant}/people/{user}/…</c>: what helps a person who is stuck or robbed, each with a question first, and then back
/// to the person.
/// </summary>
internal sealed class PersonChanges(Administration administration, string publicOrigin)
{
    public const string RemovePhoneDoor = "DELETE /tenants/{tenant}/users/{user}/methods/{device}", RemovePhone = "remove-phone";
    private const string Pass = "pass", Unlock = "unlock", Everywhere = "sign-out-everywhere", Enable = "enable", Disable = "disable";

    public static readonly IReadOnlyList<PersonChange> Rows =
    [
        new(Pass, "POST /tenants/{tenant}/users/{user}/pass",
            texts => texts.GivePass, texts => texts.GivePassAbout, texts => texts.PassGiven, _ => true),
        new(Unlock, "POST /tenants/{tenant}/users/{user}/unlock",
            texts => texts.Unlock, texts => texts.UnlockAbout, texts => texts.UnlockDone, _ => true),
        new(Everywhere, "POST /tenants/{tenant}/users/{user}/sign-out-everywhere",
            texts => texts.Everywhere, texts => texts.EverywhereAbout, texts => texts.EverywhereDone, _ => true, IsDanger: true),
        new(Enable, "PUT /tenants/{tenant}/users/{user}",
            texts => texts.Enable, texts => texts.EnableAbout, texts => texts.EnableDone, person => !person.Enabled),
        new(Disable, "PUT /tenants/{tenant}/users/{user}",
            texts => texts.Disable, texts => texts.DisableAbout, texts => texts.DisableDone, person => person.Enabled, IsDanger: true),
    ];

    /// <summary>What the page before has done, by the address that it led to.</summary>
    public static string? DoneIn(ConsoleView view) => ConsoleForms.Query(view.Http, "done") switch
    {
        RemovePhone => view.Texts.RemovePhoneDone,
        Pass => null,
        var word => Rows.FirstOrDefault(row => row.Word == word)?.Done(view.Texts),
    };

    public async Task<IResult> Ask(ConsoleView view, UserKey user, PersonChange change)
    {
        if ((await administration.Ask(user, new DescribeUser(), view.Http.RequestAborted)).Refused is { } why)
            return Problem.FromRefusal(why, user.Name);
        var here = PeoplePage.PathOf(user);
        return ConsoleForms.Ask(
            view, change.Title(view.Texts), user.Name.Value, change.About(view.Texts), $"{here}/{change.Word}", here, change.IsDanger);
    }

    public async Task<IResult> Make(ConsoleView view, UserKey user, PersonChange change)
    {
        var cancel = view.Http.RequestAborted;
        if (change.Word == Pass) return await GivePass(view, user);
        // Somebody who is not there is made by the endpoint, and never by this page.
        if ((await administration.Ask(user, new DescribeUser(), cancel)).Refused is { } missing)
            return Problem.FromRefusal(missing, user.Name);
        var made = change.Word switch
        {
            Unlock => await administration.Ask(user, new UnlockUser(), cancel),
            Everywhere => await administration.Ask(user, new SignOutEverywhere(null), cancel),
            _ => await administration.Ask(user, new ProvisionUser(change.Word == Enable, null), cancel),
        };
        return made.Refused is { } why ? Problem.FromRefusal(why, user.Name) : BackTo(user, change.Word);
    }

    public async Task<IResult> AskRemoval(ConsoleView view, UserKey user, DeviceId device)
    {
        var described = await administration.Ask(user, new DescribeUser(), view.Http.RequestAborted);
        if (!described.Has(out var person, out var why)) return Problem.FromRefusal(why, user.Name);
        if (person.User.Methods.FirstOrDefault(one => one.Device == device) is not { } method)
            return Problem.FromRefusal(Refusal.MethodNotFound, user.Name);
        var here = PeoplePage.PathOf(user);
        return ConsoleForms.Ask(
            view, view.Texts.RemovePhone, method.Name, view.Texts.RemovePhoneAbout, $"{here}/phones/{device.Value}/remove", here, true);
    }

    public async Task<IResult> Remove(ConsoleView view, UserKey user, DeviceId device)
    {
        var removed = await administration.RemoveMethod(user, device, view.Http.RequestAborted);
        return removed.Refused is { } why ? Problem.FromRefusal(why, user.Name) : BackTo(user, RemovePhone);
    }

    /// <summary>Shown in the answer and nowhere else: it stands in no address.</summary>
    private async Task<IResult> GivePass(ConsoleView view, UserKey user)
    {
        var issued = await administration.IssuePass(user, view.Http.RequestAborted);
        if (!issued.Has(out var pass, out var why)) return Problem.FromRefusal(why, user.Name);
        return new Page(view.Screen with { IsWide = false }, view.Texts.GivePass, Markup.Html($"""
            <h1>{view.Texts.GivePass}</h1>
            <p class="lead"><bdi>{user.Name.Value}</bdi></p>
            <p>{view.Texts.PassGiven}</p>
            {PassPaper.Draw(view.Screen, pass, $"{publicOrigin}/{user.Tenant}/pass")}
            <a class="quiet" href="{PeoplePage.PathOf(user)}"><span>{Markup.Fill(view.Screen.Texts.BackTo, user.Name.Value)}</span></a>
            """));
    }

    private static SeeOther BackTo(UserKey user, string word) => new($"{PeoplePage.PathOf(user)}?done={word}");
}
