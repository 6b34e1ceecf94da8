namespace Countersign.Gateway.Html.Texts;

/// <summary>Clients at the console, in English.</summary>
internal static class EnglishClients
{
    public static readonly ClientsTexts Texts = new()
    {
        Title = "Clients",
        About = "The applications that send people here to sign in.",
        None = "There is none yet.",
        Register = "Register a client",
        Id = "Client id",
        IdHint = "1 to 64 letters, digits, dots, hyphens, tildes and underscores. It stays.",
        IdTaken = "A client of this id is there already.",
        IdWrong = "That is not a client’s id.",
        Name = "Name",
        NameHint = "What people are shown when they sign in to it.",
        NameWrong = "A name has 1 to 128 visible characters.",
        Kind = "How it proves itself",
        KindSecret = "With a secret: it runs on a server",
        KindPublic = "Not at all: a page in the browser, a phone or desktop app",
        KindKey = "With a key of its own",
        Redirects = "Redirect URIs",
        RedirectsHint =
            "Where people come back to, one a line, at most 20: https, or http on this machine. Exactly as the application sends them.",
        Returns = "Addresses after signing out",
        ReturnsHint = "Where people may go after they signed out, one a line. Empty: none.",
        Refresh = "It keeps people signed in (refresh tokens)",
        Device = "Devices without a keyboard sign in by a code",
        Ciba = "It begins sign-ins by itself, without a browser (CIBA)",
        Pushed = "Its requests must be pushed first",
        Bound = "Its tokens are bound to a key (DPoP)",
        AsksSecond = "After a password it asks for the phone as well",
        AsksFirst = "Nobody is taken to the organisation’s own server without a click",
        May = "What it may do",
        Refused = "This cannot be registered: look at the addresses, and at what goes with what it may do.",
        Change = "Change",
        Saved = "The client is saved.",
        Secrets = "Secrets",
        NoSecret = "It has no secret: it cannot sign anybody in.",
        NewSecret = "New secret",
        NewSecretAbout = "Another secret; the one before stays good until the next. So the application can change over without a gap.",
        ReplaceSecret = "Replace a secret that became known",
        ReplaceSecretAbout = "The secrets before go at once, and whoever the application has signed in is signed out of it.",
        SecretShown = "Take the secret now: it is shown this once.",
        Remove = "Remove the client",
        RemoveAbout = "Nobody signs in to it any more, and what it was granted ends.",
        Removed = "The client is removed.",
        Snippets = "Connect it",
        SnippetsAbout =
            "With this tenant’s issuer, this client’s id and its first redirect URI. The secret is read from where you keep "
            + "it, and never written here.",
        Issuer = "Issuer",
        Algorithm = "Signature of its tokens",
    };
}
