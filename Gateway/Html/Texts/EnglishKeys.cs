namespace Countersign.Gateway.Html.Texts;

/// <summary>Signing keys at the console, in English.</summary>
internal static class EnglishKeys
{
    public static readonly KeysTexts Texts = new()
    {
        Title = "Signing keys",
        About = "Tokens of this tenant are signed with these. Applications read the public parts by themselves.",
        None = "There is none yet; the first is made when an application first asks.",
        Signs = "Signs",
        Waits = "Published, will sign",
        Leaves = "Signs no more",
        Made = "Made {0}",
        Days = "{0} days old",
        SignsFrom = "Signs from {0}",
        Until = "Published until {0}",
        NextAt = "The next is made by itself at its first use after {0}",
        Rotate = "Rotate now",
        RotateAbout =
            "Another key is made and published at once. It signs a day later, so that every application knows it by then; "
            + "nobody is signed out. Where a key became known, use “keys replace” on the machine instead.",
        Rotated = "Another key is made. It signs a day from now.",
        EarlyTitle = "Another key is on its way",
        Early = "The newest key is less than a day old. Wait until it signs.",
    };
}
