using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>The sign of a notice, which says how things stand before it is read.</summary>
internal enum Tone { Plain, Good, Bad }

/// <summary>A page that tells how things stand and what to do next.</summary>
internal sealed record Notice(string Title)
{
    private static readonly Markup Phone =
        Sign("M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5Zm3 16h2");
    private static readonly Markup Tick = Sign("m5 12.5 4.5 4.5L19 7.5");
    private static readonly Markup Stop = Sign("M12 7.5v5.5m0 3.5v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z");

    public Tone Tone { get; init; }

    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>How long to wait, below the paragraphs; null for not at all.</summary>
    public Wait? Wait { get; init; }

    /// <summary>The sentence above the paragraphs, with markup.</summary>
    public Markup Lead { get; init; }

    /// <summary>Links and forms below, the likeliest first.</summary>
    public IReadOnlyList<Markup> Ways { get; init; } = [];

    /// <summary>The refusal, whose number is shown; null when nothing was refused.</summary>
    public ProtocolError? Error { get; init; }

    /// <summary>
    /// The address that the browser goes to by itself, at once; it is among the ways, too. A page between a form and another host: the
    /// answer to a form may lead to no other host, the page's link may.
    /// </summary>
    public string? Onward { get; init; }

    /// <summary>The answer to its form leads to an application.</summary>
    public bool LeadsAway { get; init; }

    public IResult On(Screen screen) => new Page(
        screen, Title,
        Markup.Html($"""
            {Symbol}
            <h1>{Title}</h1>
            {Lead}
            {Markup.Join(Paragraphs.Select(text => Markup.Html($"<p>{text}</p>\n")))}{Wait?.In(screen.Texts) ?? default}{Markup.Join(Ways)}
            {(Error is null ? default : Markup.Html($"""<p class="code">{Markup.Fill(screen.Texts.ErrorNumber, Error.Code)}</p>"""))}
            """),
        Error, Head, LeadsAway);

    /// <summary>What makes it wait, or go on.</summary>
    private Markup Head => Markup.Join(
    [
        Wait is null ? default : Markup.Html($"""<script src="{Assets.Script}" defer></script>"""),
        Onward is { } next ? Markup.Html($"""<meta http-equiv="refresh" content="0;url={next}">""") : default,
    ]);

    private Markup Symbol => Tone switch
    {
        Tone.Good => Markup.Html($"""<div class="sign good">{Tick}</div>"""),
        Tone.Bad => Markup.Html($"""<div class="sign bad">{Stop}</div>"""),
        _ => Markup.Html($"""<div class="sign">{Phone}</div>"""),
    };

    private static Markup Sign(string path) => Markup.Html($"""
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="2"
        stroke-linecap="round" stroke-linejoin="round" d="{path}"/></svg>
        """);
}
