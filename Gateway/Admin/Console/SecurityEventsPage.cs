using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/security-events</c>: a tenant's receiver of security event tokens, how it stands, and another one (ADM-4).
/// </summary>
internal sealed class SecurityEventsPage(
    Administration administration, SettingsChange change, EventFeeds feeds, OutboundSettings outbound, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/security-events", SettingDoor = "PUT /tenants/{tenant}/settings";
    private const string Tick = "event.";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/security-events";

    public Task<IResult> Show(ConsoleView view, TenantId tenant) => Draw(view, tenant, null, null);

    public async Task<IResult> Set(ConsoleView view, TenantId tenant, Form form)
    {
        var found = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!found.Has(out var now, out var why)) return Problem.FromRefusal(why);
        var typed = Typed.Of(form);
        if (typed.Wrong(outbound) is { } field) return await Draw(view, tenant, typed, field);
        var settings = now.Tenant.Settings with { EventReceiver = typed.Receiver };
        var saved = await change.Make(tenant, new(RandomValues.Handle()), settings, preview: false, view.Http.RequestAborted);
        return saved.Refused is { } not ? Problem.FromRefusal(not) : new SeeOther(PathOf(tenant) + "?done=saved");
    }

    /// <param name="wrong">The field that cannot be taken; null: none is.</param>
    private async Task<IResult> Draw(ConsoleView view, TenantId tenant, Typed? typed, string? wrong)
    {
        var found = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!found.Has(out var now, out var why)) return Problem.FromRefusal(why);
        var stands = await feeds.Read(tenant, view.Http.RequestAborted);
        var (texts, receiver) = (view.Texts.SecurityEvents, now.Tenant.Settings.EventReceiver);
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            <p>{texts.About}</p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "saved" ? texts.Saved : null)}
            {Standing(view, receiver, stands)}
            {(view.May(SettingDoor, tenant) ? Fields(view, tenant, typed ?? Typed.Of(receiver), wrong) : default)}
            """), wrong is null ? null : RefusalErrors.RowOf(Refusal.SettingOutOfRange),
            Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    private Markup Standing(ConsoleView view, EventReceiver? receiver, FeedStands stands)
    {
        var (texts, now) = (view.Texts.SecurityEvents, clock.GetUtcNow());
        if (receiver is null || stands.State is not EventFeedState.Following { IsStopped: false } feed)
            return Markup.Html($"""
                <dl class="facts">
                {Row(texts.State, Markup.Html($"{texts.Off}"))}
                </dl>
                """);
        var state = feed.Trouble is not null ? texts.Waits : stands.Waiting > 0 ? texts.Telling : texts.Idle;
        var waiting = stands.Waiting >= ISignInEngine.MostListed
            ? texts.WaitingMany.Replace("{0}", Number(stands.Waiting), StringComparison.Ordinal)
            : Number(stands.Waiting);
        return Markup.Html($"""
            <dl class="facts">
            {Row(texts.State, Markup.Html($"""<strong class="{(feed.Trouble is null ? "kept" : "broken")}">{state}</strong>"""))}
            {Row(texts.Address, Markup.Html($"<bdi>{receiver.WithHostAlone().Address}</bdi>"))}
            {Row(texts.Waiting, Markup.Html($"{waiting}"))}
            {Row(texts.LastDelivered, feed.DeliveredAt is { } at ? Moment.Draw(view.Screen.Texts, at, now) : Markup.Html($"{texts.Never}"))}
            {Row(texts.Delivered, Markup.Html($"{Number(feed.Delivered)}"))}
            {Row(texts.Refused, Markup.Html($"{Number(feed.Refused)}"))}
            {Row(texts.GivenUp, Markup.Html($"{Number(feed.GivenUp)}"))}
            {(feed.Trouble is { } trouble ? Row(texts.Trouble, Markup.Html($"{Of(texts, trouble)}")) : default)}
            {(feed.Trouble is null ? default : Row(texts.NextTry, Moment.Draw(view.Screen.Texts, feed.Next, now)))}
            </dl>
            """);
    }

    private static Markup Fields(ConsoleView view, TenantId tenant, Typed typed, string? wrong)
    {
        var (texts, error) = (view.Texts.SecurityEvents, RefusalErrors.RowOf(Refusal.SettingOutOfRange));
        Unfit? unfit = wrong switch
        {
            "address" => new("address", error, texts.AddressWrong),
            "audience" => new("audience", error, texts.AudienceWrong),
            _ => null,
        };
        return Markup.Html($"""
            <section class="part" aria-labelledby="receiver">
            <h2 id="receiver">{texts.Receiver}</h2>
            <form method="post" action="{PathOf(tenant)}">
            {view.Token}
            {ConsoleForms.Text("address", texts.Address, texts.AddressHint, typed.Address, Limits.UrlLength, unfit: unfit)}
            {ConsoleForms.Text("audience", texts.Audience, texts.AudienceHint, typed.Audience, EventReceiver.MostOfAudience, unfit: unfit)}
            <fieldset class="ticks column" {(wrong == "events" ? Markup.Html($"aria-describedby=\"events_error\"") : default)}>
            <legend>{texts.Events}</legend>
            {Markup.Join(EventReceiverBody.Words.Select(row => Markup.Html($"""
                <label class="tick-label">
                <input type="checkbox" name="{Tick + row.Word}"{(typed.Events.HasFlag(row.Kind) ? Markup.Html($" checked") : default)}>
                {Of(texts, row.Kind)}</label>

                """)))}
            {Field.Wrong("events", texts.EventsWrong, wrong == "events" ? error : null)}
            </fieldset>
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.Save}</button>
            </form>
            </section>
            """);
    }

    private static Markup Row(string name, Markup value) => Markup.Html($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(SecurityEventTexts texts, EventKinds kind) => kind switch
    {
        EventKinds.SessionRevoked => texts.SessionRevoked,
        EventKinds.CredentialChange => texts.CredentialChange,
        EventKinds.AccountDisabled => texts.AccountDisabled,
        EventKinds.AccountEnabled => texts.AccountEnabled,
        EventKinds.AccountPurged => texts.AccountPurged,
        _ => texts.SignIn,
    };

    private static string Of(SecurityEventTexts texts, FeedTrouble trouble) => trouble switch
    {
        FeedTrouble.AddressRefused => texts.AddressRefused,
        FeedTrouble.Redirected => texts.Redirected,
        FeedTrouble.Busy => texts.Busy,
        FeedTrouble.Failed => texts.Failed,
        FeedTrouble.NotTaken => texts.NotTaken,
        FeedTrouble.NoKey => texts.NoKey,
        _ => texts.Unreachable,
    };

    /// <summary>What the form has, or is to have.</summary>
    private sealed record Typed(string Address, string Audience, EventKinds Events)
    {
        /// <summary>Null: nobody is to be told.</summary>
        public EventReceiver? Receiver => Address.Length == 0 ? null : new(Address, Audience, Events);

        public static Typed Of(EventReceiver? receiver) => receiver is null
            ? new("", "", EventKinds.All)
            : new(receiver.Address, receiver.Audience, receiver.Events);

        public static Typed Of(Form form) => new(
            form["address"]?.Trim() ?? "", form["audience"]?.Trim() ?? "",
            EventReceiverBody.Words.Where(row => form[Tick + row.Word] is not null)
                .Aggregate(EventKinds.None, (kinds, row) => kinds | row.Kind));

        /// <summary>The field that cannot be taken; null: all can.</summary>
        public string? Wrong(OutboundSettings outbound)
        {
            if (Receiver is not { } receiver) return null;
            if (!OutboundHttp.IsCallableProvider(Address, outbound)) return "address";
            if (Events == EventKinds.None) return "events";
            return receiver.IsWell ? null : "audience";
        }
    }
}
