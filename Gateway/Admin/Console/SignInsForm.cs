using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The form that sign-ins are looked for with. An empty field asks for everything; one that cannot be read says so.</summary>
internal sealed class SignInsForm
{
    private static readonly string[] Fields = ["user", "outcome", "reason", "application", "address", "from", "to"];
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssK"];

    private readonly Dictionary<string, string> _typed;
    private readonly HashSet<string> _unreadable = [];

    private SignInsForm(Dictionary<string, string> typed, string? after)
    {
        (_typed, After) = (typed, after);
        Filter = ReadAll();
    }

    public SignInFilter Filter { get; }

    /// <summary>Where the page before ended; null: from the newest on.</summary>
    public string? After { get; }

    public bool IsReadable => _unreadable.Count == 0;

    /// <summary>What was typed, to stand in an address behind a first parameter.</summary>
    public string Also => string.Concat(
        Fields.Where(_typed.ContainsKey).Select(name => $"&{name}={Uri.EscapeDataString(_typed[name])}"));

    /// <summary>A time as the form takes it, in an address; to the minute.</summary>
    public static string Written(DateTimeOffset at) =>
        Uri.EscapeDataString(at.UtcDateTime.ToString(Times[1], CultureInfo.InvariantCulture));

    /// <summary>Null: no form of ours has sent it.</summary>
    public static SignInsForm? Read(HttpContext http)
    {
        Dictionary<string, string> typed = [];
        foreach (var field in Fields)
        {
            if (http.Request.Query[field].Count > 1) return null;
            if (ConsoleForms.Query(http, field)?.Trim() is { Length: > 0 } text) typed[field] = text;
        }

        var after = ConsoleForms.Query(http, "after");
        return after is not null && SignInCursor.Parse(after) is null ? null : new(typed, after);
    }

    public Markup Draw(ConsoleView view, TenantId tenant)
    {
        var (texts, log) = (view.Texts, view.Texts.SignIns);
        var outcomes = SignInWords.Outcomes.Select(row => (row.Word, SignInPhrases.Of(log, row.Outcome)));
        var reasons = SignInsFilter.Reasons.Select(reason => (Words.WordFor(reason), SignInPhrases.Of(log, reason)));
        return Markup.Html($"""
            <form method="get" action="{SignInsPage.PathOf(tenant)}" role="search">
            <div class="filters">
            {Text(view, "user", view.Screen.Texts.UserName, null, Limits.UserNameLength)}
            {Choice("outcome", log.Outcome, log.All, outcomes)}
            {Choice("reason", log.WhyNoPhone, log.All, reasons)}
            {Text(view, "application", log.Application, log.ApplicationHint, SignInsFilter.MostOfApplication)}
            {Text(view, "address", log.Address, log.AddressHint, 64)}
            {Text(view, "from", log.From, log.TimeHint, 32)}
            {Text(view, "to", log.To, log.TimeHint, 32)}
            </div>
            <button class="second" type="submit">{texts.Search}</button>
            </form>
            """);
    }

    private SignInFilter ReadAll()
    {
        UserName? user = null;
        if (_typed.TryGetValue("user", out var typed))
        {
            if (UserName.TryParse(typed, out var name)) user = name;
            else _unreadable.Add("user");
        }

        if (!SignInsFilter.TryOutcome(_typed.GetValueOrDefault("outcome"), out var outcome)) _unreadable.Add("outcome");
        if (!SignInsFilter.TryReason(_typed.GetValueOrDefault("reason"), out var reason)) _unreadable.Add("reason");
        var network = _typed.TryGetValue("address", out var address) ? SignInsFilter.Network(address) : null;
        if (address is not null && network is null) _unreadable.Add("address");
        var application = _typed.GetValueOrDefault("application");
        if (application?.Length > SignInsFilter.MostOfApplication) _unreadable.Add("application");
        return new(user, outcome, reason, From: Time("from"), To: Time("to"), Application: application, Network: network);
    }

    private DateTimeOffset? Time(string field)
    {
        if (!_typed.TryGetValue(field, out var text)) return null;
        if (DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        _unreadable.Add(field);
        return null;
    }

    private Markup Text(ConsoleView view, string name, string label, string? hint, int most) => ConsoleForms.Text(
        name, label, hint, _typed.GetValueOrDefault(name, ""), most,
        unfit: _unreadable.Contains(name) ? new(name, HttpErrors.InvalidRequest, view.Texts.SignIns.Unreadable) : null);

    private Markup Choice(string name, string label, string all, IEnumerable<(string Word, string Text)> rows)
    {
        var chosen = _typed.GetValueOrDefault(name);
        return Markup.Html($"""
            <div class="field">
            <label for="{name}">{label}</label>
            <select id="{name}" name="{name}">
            <option value="">{all}</option>
            {Markup.Join(rows.Select(row => Markup.Html(
                $"""<option value="{row.Word}"{(row.Word == chosen ? Markup.Html($" selected") : default)}>{row.Text}</option>""")))}
            </select>
            </div>

            """);
    }
}
