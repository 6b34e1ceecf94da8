using Countersign.Engine;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>The pages of groups, and of passes for many people at once.</summary>
internal static class GroupEndpoints
{
    private const string Tenant = "/console/tenants/{tenant}", One = Tenant + "/groups/{group}";
    private const string Member = One + "/members/{user}/remove";

    public static void Map(
        ConsoleEndpoints.Rooms rooms, GroupDirectory groups, Administration administration, AdminAccess access, AdminThrottle throttle)
    {
        var list = new GroupsPage(groups, administration);
        rooms.Show(GroupsPage.Door, Tenant + "/groups", view => ConsoleEndpoints.Of(view, list.Show));
        rooms.Show(GroupsPage.MakeDoor, Tenant + "/make-group", view => ConsoleEndpoints.Of(view, list.Ask));
        rooms.Take(GroupsPage.MakeDoor, Tenant + "/make-group", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => list.Make(view, tenant, form)));
        var one = new GroupPage(groups, administration, access, rooms.Door, throttle);
        rooms.Show(GroupPage.Door, One, view => Of(view, (tenant, group) => one.Show(view, tenant, group)));
        rooms.Take(GroupPage.AddDoor, One + "/members", (view, form) =>
            Of(view, (tenant, group) => one.Add(view, tenant, group, form)), Html.FormShape.Names);
        rooms.Show(GroupPage.TakeOutDoor, Member, view => OfMember(view, (user, group) => one.AskTakingOut(view, user, group)));
        rooms.Take(GroupPage.TakeOutDoor, Member, (view, _) => OfMember(view, (user, group) => one.TakeOut(view, user, group)));
        rooms.Show(GroupPage.RemoveDoor, One + "/remove", view =>
            Of(view, (tenant, group) => one.AskRemoval(view, tenant, group)));
        rooms.Take(GroupPage.RemoveDoor, One + "/remove", (view, _) => Of(view, (tenant, group) => one.Remove(view, tenant, group)));
    }

    public static void MapPasses(ConsoleEndpoints.Rooms rooms, PassesPage passes)
    {
        const string Passes = Tenant + "/passes";
        rooms.Show(PassesPage.Door, Passes, view => ConsoleEndpoints.Of(view, passes.Show));
        rooms.Take(PassesPage.Door, Passes + "/ask", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => passes.Ask(view, tenant, form)));
        rooms.Take(PassesPage.Door, Passes + "/sheet", (view, form) =>
            ConsoleEndpoints.Of(view, (_, tenant) => passes.Make(view, tenant, form)), Html.FormShape.Names);
    }

    private static Task<IResult> Of(ConsoleView view, Func<TenantId, string, Task<IResult>> handle) =>
        Names.OfGroup((_, tenant, group) => handle(tenant, group))(view.Http);

    private static Task<IResult> OfMember(ConsoleView view, Func<UserKey, string, Task<IResult>> handle) =>
        Names.OfUser((_, user) => Names.OfGroup((_, _, group) => handle(user, group))(view.Http))(view.Http);
}
