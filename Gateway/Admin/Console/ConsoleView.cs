using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The request that a page of the console is drawn for, and who is signed in.</summary>
internal sealed record ConsoleView(HttpContext Http, Screen Screen, Administrator Administrator, ConsoleSession Session)
{
    public ConsoleTexts Texts => Screen.Texts.Console;

    /// <summary>Whether the administrator may use this endpoint of administration, in this tenant; what may not be is not shown.</summary>
    /// <param name="door">A row of <see cref="AdminDoors"/>.</param>
    /// <param name="tenant">Null: it is about none.</param>
    public bool May(string door, TenantId? tenant = null) =>
        Administrator.Scope.Has(AdminDoors.RightOf(door)) && (tenant is not { } one || Administrator.Scope.Reaches(one));

    /// <summary>The field of every form that says which session's page it is of.</summary>
    public Markup Token => Markup.Html($"""<input type="hidden" name="{ConsoleDoor.TokenField}" value="{Session.FormToken}">""");

    public static string WordFor(ConsoleTexts texts, AdminRole role) => role switch
    {
        AdminRole.Owner => texts.RoleOwner,
        AdminRole.Policy => texts.RolePolicy,
        AdminRole.HelpDesk => texts.RoleHelpDesk,
        AdminRole.Provisioner => texts.RoleProvisioner,
        _ => texts.RoleReader,
    };

    public static string WordFor(ConsoleTexts texts, AdminScope scope) =>
        scope.Tenants is { } some ? string.Join(", ", some.Select(tenant => tenant.Value)) : texts.AllTenants;
}
