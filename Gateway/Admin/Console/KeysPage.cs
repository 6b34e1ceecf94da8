using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Keys;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/tenants/{tenant}/keys</c>: what the tenant's tokens are signed with, and the next key before its time.</summary>
internal sealed class KeysPage(KeyRing ring, TimeProvider clock)
{
    public const string Door = "GET /tenants/{tenant}/keys", RotateDoor = "POST /tenants/{tenant}/keys/rotate";

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/keys";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var found = await ring.Find(tenant, view.Http.RequestAborted);
        if (!found.Has(out var are, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts.Keys;
        var keys = KeyRingRules.Standing(are.Keys, clock.GetUtcNow());
        return new Page(view.Screen, texts.Title, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.Title}</h1>
            <p class="lead">{texts.About}</p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "rotated" ? texts.Rotated : null)}
            {(keys.IsEmpty ? Markup.Html($"<p>{texts.None}</p>") : Markup.Html($"""
                <ul class="things">
                {Markup.Join(keys.Select(key => Item(view, key, are.Keys)))}</ul>
                """))}
            {(view.May(RotateDoor, tenant)
                ? Markup.Html($"""<a class="second" href="{PathOf(tenant)}/rotate">{texts.Rotate}</a>""")
                : default)}
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    private Markup Item(ConsoleView view, KeyStanding key, KeyRingState state)
    {
        var (texts, now) = (view.Texts.Keys, clock.GetUtcNow());
        Markup When(string sentence, DateTimeOffset at) => Markup.Fill(sentence, Moment.Draw(view.Screen.Texts, at, now));
        var made = Markup.Html($"{When(texts.Made, key.Key.CreatedAt)} · {Age(texts, now - key.Key.CreatedAt)}");
        var then = (key.Use, key.PublishedUntil, KeyRingRules.NextAt(state, key.Key.Algorithm)) switch
        {
            (KeyUse.Waits, _, _) => When(texts.SignsFrom, key.SignsFrom),
            (_, { } until, _) => When(texts.Until, until),
            (_, null, { } next) => When(texts.NextAt, next),
            _ => default,
        };
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name"><bdi>{key.Key.KeyId}</bdi></p>
            <p class="fact">{SigningAlgorithms.WordOf(key.Key.Algorithm)} · <strong>{WordFor(texts, key.Use)}</strong></p>
            <p class="fact">{made}</p>
            <p class="fact">{then}</p>
            </div></li>

            """);
    }

    private static Markup Age(KeysTexts texts, TimeSpan age) => Markup.Fill(texts.Days, Markup.Html($"{(int)age.TotalDays}"));

    private static string WordFor(KeysTexts texts, KeyUse use) => use switch
    {
        KeyUse.Waits => texts.Waits,
        KeyUse.Signs => texts.Signs,
        KeyUse.Leaves => texts.Leaves,
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Not a use."),
    };

    public static Task<IResult> AskRotation(ConsoleView view, TenantId tenant) => Task.FromResult(ConsoleForms.Ask(
        view, view.Texts.Keys.Rotate, tenant.Value, view.Texts.Keys.RotateAbout, PathOf(tenant) + "/rotate", PathOf(tenant),
        isDanger: false));

    public async Task<IResult> Rotate(ConsoleView view, TenantId tenant)
    {
        var rotated = await ring.Rotate(tenant, Acting.Now, view.Http.RequestAborted);
        return rotated.Refused switch
        {
            null => new SeeOther(PathOf(tenant) + "?done=rotated"),
            Refusal.KeyRefused => Early(view, tenant),
            { } why => Problem.FromRefusal(why),
        };
    }

    private static IResult Early(ConsoleView view, TenantId tenant) => new Notice(view.Texts.Keys.EarlyTitle)
    {
        Tone = Tone.Bad,
        Paragraphs = [view.Texts.Keys.Early],
        Error = RefusalErrors.KeyRefused,
        Ways =
        [
            Markup.Html($"""
                <a class="primary" href="{PathOf(tenant)}"><span>{Markup.Fill(view.Screen.Texts.BackTo, view.Texts.Keys.Title)}</span></a>
                """),
        ],
    }.On(view.Screen with { IsWide = false });
}
