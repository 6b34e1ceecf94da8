namespace Countersign.Gateway.Html.Texts;

/// <summary>Everything the console says, in one language.</summary>
public sealed record ConsoleTexts
{
    public required string Start { get; init; }
    public required string Title { get; init; }
    public required string Role { get; init; }
    public required string RoleOwner { get; init; }
    public required string RolePolicy { get; init; }
    public required string RoleHelpDesk { get; init; }
    public required string RoleReader { get; init; }
    public required string RoleProvisioner { get; init; }
    public required string Tenants { get; init; }
    public required string AllTenants { get; init; }
    public required string SignOut { get; init; }
    public required string SignedOutTitle { get; init; }
    public required string OnwardTitle { get; init; }
    public required string Onward { get; init; }
    public required string PhoneTitle { get; init; }
    public required string Phone { get; init; }
    public required string Lost { get; init; }
    public required string NotAdministratorTitle { get; init; }
    public required string NotAdministrator { get; init; }
    public required string RoleTitle { get; init; }
    public required string RoleAbout { get; init; }
    public required string WrongPage { get; init; }
    public required string NotThere { get; init; }
    public required string FirstTitle { get; init; }
    public required string FirstAbout { get; init; }
    public required string Code { get; init; }
    public required string CodeWrong { get; init; }
    public required string OwnerTitle { get; init; }
    public required string OwnerPhone { get; init; }
    public required string OwnerPass { get; init; }
    public required string PassLife { get; init; }          // {0} a time
    public required string PassWhere { get; init; }
    public required string Open { get; init; }
    public required string OpenTenant { get; init; }
    public required string OpenTenantHint { get; init; }
    public required string People { get; init; }
    public required string Audit { get; init; }
    public required string Administrators { get; init; }
    public required string Tokens { get; init; }
    public required string Search { get; init; }
    public required string SearchPeople { get; init; }
    public required string Nobody { get; init; }
    public required string NextPage { get; init; }
    public required string Enabled { get; init; }
    public required string Disabled { get; init; }
    public required string PhoneOn { get; init; }
    public required string PhoneOff { get; init; }
    public required string Standing { get; init; }
    public required string PhoneSignIn { get; init; }
    public required string Targeted { get; init; }
    public required string NotTargeted { get; init; }
    public required string LockedUntil { get; init; }   // {0} a time
    public required string NotLocked { get; init; }
    public required string Lock { get; init; }
    public required string Groups { get; init; }
    public required string Why { get; init; }
    public required string WhyYes { get; init; }
    public required string WhyNo { get; init; }
    public required string WhyRefused { get; init; }
    public required string RuleNothingWaits { get; init; }
    public required string RuleSwitchedOn { get; init; }
    public required string RulePushAllowed { get; init; }
    public required string RulePersonThere { get; init; }
    public required string RulePersonEnabled { get; init; }
    public required string RulePhoneEnabled { get; init; }
    public required string RulePhoneNewEnough { get; init; }
    public required string RuleTargeted { get; init; }
    public required string RuleNotLocked { get; init; }
    public required string RuleTurnFree { get; init; }
    public required string RuleCommonBudget { get; init; }
    public required string RuleFamiliarBudget { get; init; }
    public required string RulePartOfOne { get; init; }
    public required string RuleOwnBudget { get; init; }
    public required string RuleNobodyBarred { get; init; }
    public required string FoundPassed { get; init; }
    public required string FoundFallsBack { get; init; }
    public required string FoundComesBack { get; init; }
    public required string FoundRefused { get; init; }
    public required string FoundForSome { get; init; }
    public required string Phones { get; init; }
    public required string NoPhones { get; init; }
    public required string Help { get; init; }
    public required string GivePass { get; init; }
    public required string GivePassAbout { get; init; }
    public required string PassGiven { get; init; }
    public required string Unlock { get; init; }
    public required string UnlockAbout { get; init; }
    public required string UnlockDone { get; init; }
    public required string Everywhere { get; init; }
    public required string EverywhereAbout { get; init; }
    public required string EverywhereDone { get; init; }
    public required string Enable { get; init; }
    public required string EnableAbout { get; init; }
    public required string EnableDone { get; init; }
    public required string Disable { get; init; }
    public required string DisableAbout { get; init; }
    public required string DisableDone { get; init; }
    public required string RemovePhone { get; init; }
    public required string RemovePhoneAbout { get; init; }
    public required string RemovePhoneDone { get; init; }
    public required string Reason { get; init; }
    public required string ReasonHint { get; init; }
    public required string When { get; init; }
    public required string Kind { get; init; }
    public required string KindHint { get; init; }
    public required string About { get; init; }
    public required string By { get; init; }
    public required string Detail { get; init; }
    public required string NoRecords { get; init; }
    public required string Since { get; init; }   // {0} a time, {1} a name
    public required string MakeAdministrator { get; init; }
    public required string MakeAdministratorHint { get; init; }   // {0} a tenant
    public required string MakeDone { get; init; }
    public required string TenantsHint { get; init; }
    public required string RemoveAdministrator { get; init; }
    public required string RemoveAdministratorAbout { get; init; }
    public required string RemoveDone { get; init; }
    public required string MakeToken { get; init; }
    public required string TokenName { get; init; }
    public required string TokenNameHint { get; init; }
    public required string Days { get; init; }
    public required string TokenMade { get; init; }
    public required string Until { get; init; }   // {0} a time
    public required string Revoke { get; init; }
    public required string RevokeAbout { get; init; }
    public required string RevokeDone { get; init; }
    public required PolicyTexts Policy { get; init; }
    public required GroupTexts Group { get; init; }
    public required PassesTexts Passes { get; init; }

    // a second person
    public required string Proposals { get; init; }
    public required string ProposalsAbout { get; init; }
    public required string ProposalsNone { get; init; }
    public required string ProposalMade { get; init; }
    public required string ProposalAgreed { get; init; }
    public required string ProposalDeclined { get; init; }
    public required string ProposalOwn { get; init; }
    public required string ProposalOvertaken { get; init; }
    public required string Agree { get; init; }
    public required string Decline { get; init; }

    /// <summary>Of the sign-in log.</summary>
    public required SignInLogTexts SignIns { get; init; }

    /// <summary>Of the receiver of security events.</summary>
    public required SecurityEventTexts SecurityEvents { get; init; }

    public required SettingTexts Settings { get; init; }
    public required BrandingTexts Branding { get; init; }
    public required ClientsTexts Clients { get; init; }
    public required KeysTexts Keys { get; init; }
    public required SetupTexts Setup { get; init; }
    public required ImportTexts Import { get; init; }
    public required WaysTexts Ways { get; init; }
    public required OverviewTexts Overview { get; init; }
}
