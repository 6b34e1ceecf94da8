using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What the forms of the ways in have alike.</summary>
internal static class WaysForms
{
    /// <summary>A whole page with one form; what it means for people stands above the fields.</summary>
    /// <param name="error">What is refused; null: nothing is.</param>
    public static Page Page(
        ConsoleView view, TenantId tenant, string title, string about, string means, string action, string back, Markup fields,
        ProtocolError? error)
    {
        var texts = view.Texts.Ways;
        var wrong = error is null
            ? default
            : Markup.Html($"""<p class="error" role="alert" data-code="{error.Code}">{texts.Refused} ({error.Code})</p>""");
        return new(view.Screen, title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{title}</h1>
            {(about.Length == 0 ? default : Markup.Html($"""<p class="lead"><bdi>{about}</bdi></p>"""))}
            <p>{means}</p>
            {wrong}
            <form method="post" action="{action}">
            {view.Token}
            {fields}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{view.Texts.Settings.Save}</button>
            </form>
            <a class="quiet" href="{back}">{view.Screen.Texts.Cancel}</a>
            """), error);
    }

    /// <summary>What is typed here is never shown again.</summary>
    public static Markup Secret(string name, string label, string hint) => Markup.Html($"""
        <div class="field">
        <label for="{name}">{label}</label>
        <p class="hint" id="{name}_hint">{hint}</p>
        <input type="password" id="{name}" name="{name}" autocomplete="new-password" maxlength="256" aria-describedby="{name}_hint">
        </div>

        """);

    public static Markup Choice(
        string name, string label, IEnumerable<(string Value, string Label)> options, string chosen) => Markup.Html($"""
        <div class="field">
        <label for="{name}">{label}</label>
        <select id="{name}" name="{name}">
        {Markup.Join(options.Select(one => SettingFields.Option(one.Value, one.Value == chosen, one.Label)))}
        </select>
        </div>

        """);

    /// <summary>Whom a sign-in takes there without a click.</summary>
    public static Markup Takes(WaysTexts texts, bool withoutPhone, bool secondAttempt) => Markup.Html($"""
        <fieldset class="ticks column">
        <legend class="unseen">{texts.Type}</legend>
        {WayFields.Tick("take_without_phone", texts.TakeWithoutPhone, withoutPhone)}
        {WayFields.Tick("take_second_attempt", texts.TakeSecondAttempt, secondAttempt)}
        </fieldset>

        """);

    /// <summary>What was typed, or null where nothing was.</summary>
    public static string? Typed(Form form, string name) => form[name]?.Trim() is { Length: > 0 } text ? text : null;
}
