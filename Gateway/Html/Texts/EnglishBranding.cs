namespace Countersign.Gateway.Html.Texts;

/// <summary>A tenant's own face at the console, in English.</summary>
internal static class EnglishBranding
{
    public static readonly BrandingTexts Texts = new()
    {
        Title = "Branding",
        About = "How the tenant looks to its people: on the pages and nowhere else.",
        Name = "Name",
        NameHint = "1 to 64 characters, in the corner of every page. Empty: the tenant’s short name.",
        Accent = "Colour",
        AccentHint =
            "Such as #006b5b: dark enough to be read on white, and under white letters. A lighter one for dark screens follows from it.",
        Logo = "Logo",
        LogoHint = "A PNG, at most 12 KiB and 512 pixels each way, without text or profiles in the file.",
        RemoveLogo = "Remove the logo",
        LogoLater = "A new logo is seen here once it is saved.",
        Contact = "Contact",
        ContactHint = "1 to 128 characters at the foot of every page: whom people ask.",
        Look = "Look at it first",
        Preview = "The sign-in page with this",
    };
}
