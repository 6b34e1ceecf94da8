namespace Countersign.Gateway.Html.Texts;

/// <summary>The beginnings of a tenant at the console, in English.</summary>
internal static class EnglishSetup
{
    public static readonly SetupTexts Texts = new()
    {
        Tenants = "Tenants",
        TenantsAbout = "Organisations that sign in here. Nothing crosses from one to another.",
        Make = "Make a tenant",
        Name = "Short name",
        NameHint = "1 to 63 small letters, digits and hyphens, as it will stand in addresses. It stays.",
        NameWrong = "That is not a tenant’s name.",
        NameReserved = "That name is the service’s own. Choose another.",
        NameTaken = "There is a tenant of this name.",
        Made = "The tenant is made.",
        Checklist = "Setting up",
        ChecklistAbout = "What is still missing before somebody can sign in.",
        Ready = "Nothing is missing: people can sign in.",
        Done = "Done",
        Missing = "Missing",
        Optional = "If you like",
        Policy = "Phone sign-in is switched on",
        PolicyAbout = "Until a policy is on, nobody is asked on the phone.",
        SwitchOn = "Switch it on for everybody",
        SwitchedOn = "Phone sign-in is on for everybody.",
        Person = "Somebody is there",
        PersonAbout = "Add the first person here, or many from a table or a directory.",
        Phone = "Somebody has a phone to sign in with",
        PhoneAbout = "Give the person a pass; with it they set up their phone.",
        Client = "An application is connected",
        ClientAbout = "Register the application that sends people here.",
        Another = "There is a way in without the phone",
        AnotherAbout = "For the day somebody has no phone: a password, the organisation’s own server, or recovery codes.",
        Face = "The pages have the organisation’s face",
        FaceAbout = "Its name, colour and logo, and whom to ask.",
        AddPerson = "Add a person",
        AddPersonAbout = "The person may sign in. After this, give them a pass for their phone.",
        UserNameHint = "Such as kim@contoso.example. It stays.",
        UserNameWrong = "That is not a user name.",
        UserNameTaken = "This person is there already.",
    };
}
