using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>
/// How the pictures of all pages are taken: as the documents have them, or in another language, dark, on a computer's screen, which
/// <c>scripts/pictures.sh --looks</c> asks for, for somebody to look at.
/// </summary>
/// <param name="Name">As asked for: <c>ko</c>, <c>dark-wide</c>; empty: as the documents have them.</param>
internal sealed record Looks(string Name)
{
    public static readonly Looks Asked = new(Environment.GetEnvironmentVariable("PICTURES_LOOK") ?? "");

    private readonly string[] _parts = Name.Split('-');

    public bool IsWide => _parts.Contains("wide");

    public ColorScheme Scheme => _parts.Contains("dark") ? ColorScheme.Dark : ColorScheme.Light;

    public string Locale => _parts.Contains("zh") ? "zh-TW" : _parts.Contains("ko") ? "ko-KR" : "en-US";

    public PageTexts Texts => PageTexts.All.Single(texts => texts.Language == Language);

    public PhoneWords Words => new(Language);

    private string Language => _parts.Contains("zh") ? "zh-Hant" : _parts.Contains("ko") ? "ko" : "en";
}
