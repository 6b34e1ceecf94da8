using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/proposals</c>: changes that wait for a second person, what each would change, and the answer (T31).
/// </summary>
internal sealed class ProposalsPage(Administration administration, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/proposals", AnswerDoor = "POST /tenants/{tenant}/proposals/{proposal}/agree";
    private const string Agree = "agree", Decline = "decline", Proposed = "proposed";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/proposals";

    /// <summary>Where every form leads whose change has to wait.</summary>
    public static IResult Waiting(TenantId tenant) => new SeeOther(PathOf(tenant) + "?done=" + Proposed);

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts;
        var waiting = found.Tenant.Waiting(clock.GetUtcNow());
        var done = ConsoleForms.Query(view.Http, "done") switch
        {
            Agree => texts.ProposalAgreed,
            Decline => texts.ProposalDeclined,
            Proposed => texts.ProposalMade,
            _ => null,
        };
        return new Page(view.Screen, texts.Proposals, Markup.Html($"""
            {ConsoleForms.Rooms(view, tenant)}
            <h1>{texts.Proposals}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {ConsoleForms.Done(done)}
            <p>{(waiting.IsEmpty ? texts.ProposalsNone : texts.ProposalsAbout)}</p>
            {Markup.Join(waiting.Select(one => Item(view, tenant, found.Tenant, one)))}
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    private Markup Item(ConsoleView view, TenantId tenant, TenantState.Present present, Proposal proposal)
    {
        var (texts, body, now) = (view.Texts, ProposalBody.From(present, proposal), clock.GetUtcNow());
        var number = proposal.Number.ToString(CultureInfo.InvariantCulture);
        var by = proposal.Reason is null ? proposal.By : $"{proposal.By}: {proposal.Reason}";
        return Markup.Html($"""
            <section class="part" aria-labelledby="proposal-{number}">
            <h2 id="proposal-{number}"><bdi>{proposal.Change.Part}</bdi></h2>
            <dl class="facts">
            <div><dt>{texts.By}</dt><dd><bdi>{by}</bdi></dd></div>
            <div><dt>{texts.When}</dt><dd>{Moment.Draw(view.Screen.Texts, proposal.At, now)} ·
            {Markup.Fill(texts.Until, Moment.Draw(view.Screen.Texts, proposal.EndsAt, now))}</dd></div>
            </dl>
            <ul class="things">
            {Markup.Join(body.Differences.Select(Line))}</ul>
            {(view.May(AnswerDoor, tenant) ? Form(view, tenant, proposal, number) : default)}
            </section>

            """);
    }

    private static Markup Line(DifferenceBody one) => Markup.Html($"""
        <li><div class="thing">
        <p class="name">{one.Member}</p>
        <p class="fact"><bdi>{one.Before?.GetRawText() ?? "–"}</bdi> → <bdi>{one.After?.GetRawText() ?? "–"}</bdi></p>
        </div></li>

        """);

    private static Markup Form(ConsoleView view, TenantId tenant, Proposal proposal, string number)
    {
        var texts = view.Texts;
        var isOwn = proposal.By == view.Administrator.User.Value;
        var hint = isOwn ? texts.ProposalOwn : proposal.IsOvertaken ? texts.ProposalOvertaken : null;
        return Markup.Html($"""
            {(hint is null ? default : Markup.Html($"<p>{hint}</p>"))}
            <form method="post" action="{PathOf(tenant)}/{number}">
            {view.Token}
            <div class="field">
            <label for="reason-{number}">{texts.Reason}</label>
            <input type="text" id="reason-{number}" name="reason" value="" autocomplete="off" maxlength="{Limits.AdminReasonLength}">
            </div>
            {(hint is null
                ? Markup.Html($"""<button class="primary" type="submit" name="what" value="{Agree}">{texts.Agree}</button>""")
                : default)}
            <button class="danger" type="submit" name="what" value="{Decline}">{texts.Decline}</button>
            </form>
            """);
    }

    public async Task<IResult> Answer(ConsoleView view, TenantId tenant, Form form)
    {
        if (!WholeNumber.TryParse(view.Http.Request.RouteValues["proposal"] as string, out var number))
            return Problem.FromRefusal(Refusal.ProposalNotFound);
        var request = new RequestId(RandomValues.Handle());
        TenantQuestion? question = form["what"] switch
        {
            Agree => new TenantQuestion.Agree(request, number),
            Decline => new TenantQuestion.Decline(request, number),
            _ => null,
        };
        if (question is null) return new Problem(HttpErrors.InvalidRequest);
        var answered = await administration.Ask(tenant, question, view.Http.RequestAborted);
        return answered.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther($"{PathOf(tenant)}?done={form["what"]}");
    }
}
