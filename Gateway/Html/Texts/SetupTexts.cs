namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says of the beginnings of a tenant, in one language.</summary>
public sealed record SetupTexts
{
    public required string Tenants { get; init; }
    public required string TenantsAbout { get; init; }
    public required string Make { get; init; }
    public required string Name { get; init; }
    public required string NameHint { get; init; }
    public required string NameWrong { get; init; }
    public required string NameReserved { get; init; }
    public required string NameTaken { get; init; }
    public required string Made { get; init; }
    public required string Checklist { get; init; }
    public required string ChecklistAbout { get; init; }
    public required string Ready { get; init; }
    public required string Done { get; init; }
    public required string Missing { get; init; }
    public required string Optional { get; init; }
    public required string Policy { get; init; }
    public required string PolicyAbout { get; init; }
    public required string SwitchOn { get; init; }
    public required string SwitchedOn { get; init; }
    public required string Person { get; init; }
    public required string PersonAbout { get; init; }
    public required string Phone { get; init; }
    public required string PhoneAbout { get; init; }
    public required string Client { get; init; }
    public required string ClientAbout { get; init; }
    public required string Another { get; init; }
    public required string AnotherAbout { get; init; }
    public required string Face { get; init; }
    public required string FaceAbout { get; init; }
    public required string AddPerson { get; init; }
    public required string AddPersonAbout { get; init; }
    public required string UserNameHint { get; init; }
    public required string UserNameWrong { get; init; }
    public required string UserNameTaken { get; init; }
}
