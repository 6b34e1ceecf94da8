using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/policy</c>: Security › Authentication methods › Passwordless phone sign-in (S-55). Each part is looked at
/// before it is saved (S-25, S-54), and saved only over what was looked at (S-21).
/// </summary>
internal sealed class PolicyPage(Administration administration, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/policy", Seen = "seen", Request = "request";

    public static readonly IReadOnlyList<PolicyPart> Parts =
        [new TargetPart(), new NumberPart(), new PrerequisitesPart(), new LegacyPart()];

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/policy";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        return read.Has(out var found, out var why) ? Draw(view, tenant, found.Tenant) : Problem.FromRefusal(why);
    }

    /// <summary>What saving would mean. Nothing is saved.</summary>
    public async Task<IResult> Preview(ConsoleView view, TenantId tenant, PolicyPart part, Form form)
    {
        var cancel = view.Http.RequestAborted;
        var (present, change, refused) = await Read(view, tenant, part, form, new(RandomValues.Handle()));
        if (change is null) return refused!;
        var foreseen = await administration.ChangeForeseen(tenant, change, preview: true, cancel);
        if (!foreseen.Has(out var means, out var why)) return Refuse(view, tenant, part, form, present!, why);
        var now = clock.GetUtcNow();
        var tried = await administration.TryOnSignIns(tenant, change, now - TimeSpan.FromDays(1), now, cancel);
        return new PolicyPreview(view, tenant, part, form, change).Draw(means, tried.Answer);
    }

    public async Task<IResult> Save(ConsoleView view, TenantId tenant, PolicyPart part, Form form)
    {
        if (!RequestId.TryParse(form[Request], out var request)) return new Problem(HttpErrors.InvalidRequest);
        var (present, change, refused) = await Read(view, tenant, part, form, request);
        if (change is null) return refused!;
        var saved = await administration.Ask(tenant, change, view.Http.RequestAborted);
        return saved.Refused is { } why
            ? Refuse(view, tenant, part, form, present!, why)
            : new SeeOther($"{PathOf(tenant)}?done={part.Word}");
    }

    private async Task<(TenantState.Present? Present, TenantQuestion? Change, IResult? Refused)> Read(
        ConsoleView view, TenantId tenant, PolicyPart part, Form form, RequestId request)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), view.Http.RequestAborted);
        if (!read.Has(out var found, out var why)) return (null, null, Problem.FromRefusal(why));
        if (!WholeNumber.TryParse(form[Seen], out var seen)) return (null, null, new Problem(HttpErrors.InvalidRequest));
        var typed = Typed.From(form);
        var (change, unfit) = part.Read(view.Texts.Policy, typed, found.Tenant, request);
        return change is null
            ? (null, null, Draw(view, tenant, found.Tenant, part, typed, unfit))
            : (found.Tenant, change with { Seen = seen }, null);
    }

    /// <summary>Beside its field, where it is about what was typed.</summary>
    private static IResult Refuse(
        ConsoleView view, TenantId tenant, PolicyPart part, Form form, TenantState.Present present, Refusal why)
    {
        var typed = Typed.From(form);
        return part.Judge(view.Texts.Policy, typed, why) is { } unfit
            ? Draw(view, tenant, present, part, typed, unfit)
            : Problem.FromRefusal(why);
    }

    /// <param name="part">The one that something is wrong with; null: none.</param>
    private static Page Draw(
        ConsoleView view, TenantId tenant, TenantState.Present present, PolicyPart? part = null, Typed? typed = null, Unfit? unfit = null)
    {
        var texts = view.Texts.Policy;
        var isDone = Parts.Any(one => one.Word == ConsoleForms.Query(view.Http, "done"));
        var version = texts.Version.Replace("{0}", ConsoleNames.Number(present.PolicyVersion), StringComparison.Ordinal);
        return new(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <p class="place">{texts.Place}</p>
            <h1>{texts.Title}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi>{(present.Policy is null ? default : Markup.Html($" · {version}"))}</p>
            {ConsoleForms.Done(isDone ? texts.Saved : null)}
            {Markup.Join(Parts.Select(one => one == part
                ? Section(view, tenant, present, one, typed!, unfit)
                : Section(view, tenant, present, one, one.Set(present), null)))}
            """), unfit?.Error);
    }

    private static Markup Section(
        ConsoleView view, TenantId tenant, TenantState.Present present, PolicyPart part, Typed typed, Unfit? unfit)
    {
        var texts = view.Texts.Policy;
        return Markup.Html($"""
            <section class="part" aria-labelledby="part_{part.Word}">
            <h2 id="part_{part.Word}">{part.Title(texts)}</h2>
            {(part.Note(texts, present) is { } note ? Markup.Html($"<p>{note}</p>") : default)}
            {(part is TargetPart
                ? ConsoleForms.Way(view, GroupsPage.Door, tenant, GroupsPage.PathOf(tenant), view.Texts.Group.See)
                : default)}
            {(view.May(part.Door, tenant)
                ? Fields(view, tenant, present, part, typed, unfit)
                : PolicyPreview.Facts(part.Facts(texts, present)))}
            </section>

            """);
    }

    private static Markup Fields(
        ConsoleView view, TenantId tenant, TenantState.Present present, PolicyPart part, Typed typed, Unfit? unfit) => Markup.Html($"""
        <form method="post" action="{PathOf(tenant)}/{part.Word}/preview">
        {view.Token}
        <input type="hidden" name="{Seen}" value="{present.Changes.ToString(System.Globalization.CultureInfo.InvariantCulture)}">
        {part.Draw(view.Texts.Policy, typed, unfit)}
        <button class="primary" type="submit">{view.Texts.Policy.Save} <span class="unseen">{part.Title(view.Texts.Policy)}</span></button>
        <p class="hint">{view.Texts.Policy.SaveHint}</p>
        </form>
        """);
}
