namespace Countersign.Gateway.Html.Texts;

/// <summary>Ways in at the console, in English.</summary>
internal static class EnglishWays
{
    public static readonly WaysTexts Texts = new()
    {
        Title = "Ways in",
        About = "Where people go who do not use the phone, or who need it as a second step.",
        Domains = "Domains",
        DomainsAbout =
            "What follows the @ of a user name decides where its password is checked. Every domain that is not named here is "
            + "managed: passwords are checked as below.",
        Domain = "Domain",
        DomainHint = "Such as contoso.example.",
        Type = "Where its people sign in",
        TypeManaged = "With a password that is checked for this tenant",
        TypePassThrough = "The same, checked on premises (pass-through)",
        TypeAddress = "At the organisation’s own address, from which nobody comes back",
        TypeProvider = "At the provider {0}",
        Address = "Address",
        AddressHint = "https; only where the domain signs in at an address of its own.",
        TakeWithoutPhone = "Who has no phone to be asked goes there without a click",
        TakeSecondAttempt = "So does a second attempt while one waits",
        DomainMeans =
            "From the next sign-in on, people of this domain who do not use the phone go where you say. Whoever was signed "
            + "in another way before is signed out when the way changes.",
        SetDomain = "Set a domain",
        RemoveDomain = "Forget this domain",
        RemoveDomainAbout =
            "Its people are managed then: their passwords are checked as for all others, and who signed in at the "
            + "organisation is signed out.",
        Providers = "Providers",
        ProvidersAbout = "Organisations’ own identity providers, such as AD FS or Entra ID, by OpenID Connect.",
        NoProviders = "There is none.",
        Register = "Register a provider",
        ProviderId = "Short name",
        ProviderIdHint = "1 to 32 small letters, digits and hyphens; part of the address that people come back to. It stays.",
        Name = "Name",
        NameHint = "What people are shown.",
        Issuer = "Issuer",
        IssuerHint = "Exactly as its discovery document says; https.",
        ClientId = "Client id of this service there",
        Method = "How this service proves itself there",
        MethodBasic = "Secret in the header",
        MethodPost = "Secret in the body",
        MethodKey = "This tenant’s signing key",
        Secret = "Secret",
        SecretHint = "8 to 256 characters. Empty: the one there is stays. It is never shown again.",
        HasSecret = "A secret is kept",
        Linking = "Who may come from there",
        LinkNone = "Only whom an administrator has linked",
        LinkByName = "People who are here, by their user name",
        LinkCreate = "The same, and whoever is new is created",
        Claim = "Claim that holds the user name",
        ClaimHint = "preferred_username; upn for AD FS.",
        Trusted = "What it says of how people signed in is passed on to applications",
        SignsOut = "Whoever signs out here is signed out there",
        Redirect = "Redirect URI, to be registered there",
        Return = "Address after signing out, to be registered there",
        ProviderMeans =
            "The provider decides who people of its domains are. With another issuer or client id it is another provider: "
            + "whoever it signed in before is signed out.",
        RemoveProvider = "Remove the provider",
        RemoveProviderAbout = "Whoever it signed in is signed out, and people of its domains cannot sign in there any more.",
        Passwords = "Passwords",
        PasswordsAbout = "Where the passwords of managed people are checked.",
        Place = "Place",
        PlaceNone = "Nowhere: no password is taken",
        PlaceHere = "Here, as hashes",
        PlaceDirectory = "In an LDAP directory",
        PlaceVerifier = "By a service of your own, over https",
        Host = "Host of the directory",
        HostHint = "A name on its certificate.",
        Port = "Port",
        PortHint = "Empty: 389 with StartTLS, 636 with LDAPS.",
        Base = "Entry below which people are",
        Attribute = "Attribute that holds the user name",
        AttributeHint = "userPrincipalName, mail or uid.",
        LocalPart = "Only what stands before the @ is looked for",
        BindName = "Entry that looks for people",
        BindPassword = "Its password",
        Group = "Only members of this group",
        GroupHint = "Empty: everybody who is found.",
        PasswordsMean =
            "People of managed domains may sign in with their password from now on. When the place changes, whoever signed "
            + "in with a password before is signed out.",
        StopPasswords = "Take no passwords",
        StopPasswordsAbout =
            "People of managed domains without a phone cannot sign in any more, and whoever signed in with a password is signed out.",
        Second = "The phone after a password",
        SecondOn = "Whoever signs in with a password or at a provider is asked for a number on the phone, too.",
        SecondOff = "A password or a provider’s word is enough.",
        Refused = "This cannot be saved. Look at what you typed: an address must be https, and a secret goes with the way it is used.",
        Saved = "Saved.",
        Change = "Change",
    };
}
