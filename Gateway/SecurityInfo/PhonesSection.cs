using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>The person's phones, and the way to another one (S-29, S-38, S-57).</summary>
internal sealed class PhonesSection : IAccountSection
{
    private static readonly Markup Sign = Markup.Html($"""
        <svg class="thing-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor"
        stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"
        d="M8.5 2.5h7A1.5 1.5 0 0 1 17 4v16a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 20V4a1.5 1.5 0 0 1 1.5-1.5Zm2.5 16h2"/></svg>
        """);

    public ValueTask<Markup> Draw(AccountView view)
    {
        var (texts, methods) = (view.Screen.Texts, view.Account.List);
        var isFirst = methods.IsEmpty;
        return ValueTask.FromResult(Markup.Html($"""
            <section class="part" aria-labelledby="phones">
            <h2 id="phones">{(isFirst ? texts.PhoneTitle : texts.MyPhones)}</h2>
            {(isFirst ? Markup.Html($"<p>{texts.PhoneAbout}</p>") : List(view))}
            <form method="post" action="/{view.Screen.Tenant?.Value}/my/phones">
            {view.Screen.RequestField()}
            <button class="{(isFirst ? "primary" : "second")}" type="submit">{(isFirst ? texts.PhoneShowCode : texts.MyAddPhone)}</button>
            </form>
            </section>
            """));
    }

    private static Markup List(AccountView view) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(view.Account.List.Select(method => Item(view, method)))}</ul>
        """);

    private static Markup Item(AccountView view, Method method)
    {
        var texts = view.Screen.Texts;
        var isOwn = view.Person.Session.StandsOn?.Device == method.Device;
        return Markup.Html($"""
            <li>{Sign}<div class="thing">
            <p class="name"><bdi>{method.Name}</bdi></p>
            {Facts(texts, method, view.Now)}
            {(isOwn ? Markup.Html($"""<p class="badge">{texts.MyApprovedHere}</p>""") : default)}
            <a class="small" href="{view.Screen.Address(OnePhonePage.PlaceOf(method.Device))}">{texts.MyChange}
            <span class="unseen">{method.Name}</span></a>
            </div></li>

            """);
    }

    /// <summary>What it is, whether it signs in, and when it last did.</summary>
    public static Markup Facts(PageTexts texts, Method method, DateTimeOffset now)
    {
        var used = method.LastUsedAt is { } at
            ? Markup.Fill(texts.MyLastUsed, Moment.Draw(texts, at, now))
            : Markup.Fill(texts.MySince, Moment.Draw(texts, method.ActivatedAt, now));
        return Markup.Html($"""
            <p class="fact">{KindOf(texts, method.Report)} · {Markup.Fill(texts.MyApp, method.Report.App)}</p>
            <p class="fact">{(method.PhoneSignIn ? texts.MyPhoneOn : texts.MyPhoneOff)}</p>
            {Woken(texts, method.Push)}
            <p class="fact">{used}</p>
            """);
    }

    private static Markup Woken(PageTexts texts, PushStanding standing) => standing switch
    {
        PushStanding.On => Markup.Html($"""<p class="fact">{texts.MyPushOn}</p>"""),
        PushStanding.Gone => Markup.Html($"""<p class="fact">{texts.MyPushGone}</p>"""),
        _ => default,
    };

    private static string KindOf(PageTexts texts, AppReport report) => report.Platform switch
    {
        Platform.Ios => "iOS " + report.Os,
        Platform.Android => "Android " + report.Os,
        Platform.Web => texts.MyBrowser + " " + report.Os,
        _ => report.Os,
    };
}
