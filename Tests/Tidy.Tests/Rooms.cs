namespace Countersign.Tidy.Tests;

/// <summary>
/// Arrows between the folders of a project: one table. A folder names only what lies below it, so nothing runs in a circle.
/// </summary>
public sealed class Rooms
{
    /// <summary>
    /// A folder, and the folders of the same project whose types its code names; <c>.</c> is the project's own folder. An entry point,
    /// which nobody can name, is a room of its own. A new arrow is a decision; a new folder has its row here.
    /// </summary>
    private static readonly (string Room, string Names)[] Table =
    [
        // the rules: a user's, which name all others; the others; and what they stand on
        ("SignIn/Users/Rules",        "Users/Administration Users/Enrolment Users/Passkeys Users/Passwords Users/SigningIn Users/Sessions "
                                    + "Users Tenants Providers Devices Prompts Jose Audit ."),
        ("SignIn/Users/SignInLog",    "Users/Passkeys Users/Passwords Users/SigningIn Users/Sessions Users Tenants Prompts Ways Devices ."),
        ("SignIn/Users/Administration", "Users/Enrolment Users/Passkeys Users/SigningIn Users/Sessions Users Tenants Audit ."),
        ("SignIn/Users/Enrolment",    "Users/SigningIn Users/Sessions Users Tenants Grants Prompts WebAuthn Jose Devices Audit ."),
        ("SignIn/Users/Passkeys",     "Users/Passwords Users/Sessions Users Tenants Grants Ways WebAuthn Jose Audit ."),
        ("SignIn/Users/Passwords",    "Users/Sessions Users Tenants Grants Ways Audit ."),
        ("SignIn/Users/SigningIn",
            "Users/Passwords Users/Sessions Users Tenants Providers Grants Prompts Ways WebAuthn Jose Devices Audit ."),
        ("SignIn/Users/Sessions",     "Users Tenants Grants Prompts Ways Audit ."),
        ("SignIn/Users",              "Tenants Grants Prompts Ways WebAuthn Jose Devices Machines Audit ."),
        ("SignIn/Challenges",         "Grants Machines ."),
        ("SignIn/ClientNotifications", "Clients Machines Audit ."),
        ("SignIn/SecurityEvents",     "ClientNotifications Users Machines Audit ."),
        ("SignIn/EventFeeds",         "Tenants Machines Audit ."),
        ("SignIn/StoredRequests",     "Machines ."),
        ("SignIn/AdminTokens",        "Machines Audit ."),
        ("SignIn/Groups",             "Tenants Machines Audit ."),
        ("SignIn/Keys",               "Tenants Clients Machines Audit ."),
        ("SignIn/Tenants",            "Prompts Clients Providers Ways Machines Audit ."),
        ("SignIn/Grants",             "Prompts Clients Ways Machines Audit ."),
        ("SignIn/Prompts",            "Jose"),
        ("SignIn/Clients",            "Ways Jose ."),
        ("SignIn/Providers",          "."),
        ("SignIn/Ways",               ""),
        ("SignIn/WebAuthn",           "Jose ."),
        ("SignIn/Jose",               "Devices ."),
        ("SignIn/Devices",            "Machines Audit ."),
        ("SignIn/Machines",           "Audit ."),
        ("SignIn/Audit",              "."),
        ("SignIn",                    ""),

        // the engine: its host in one process; the machines; the use cases and the seam; the ports
        ("Engine/Embedded",           "Machines SignInLog Storage . Ports"),
        ("Engine/SignInLog",          "Machines Storage . Ports"),
        ("Engine/Machines",           "Storage . Ports"),
        ("Engine/Storage",            ". Ports"),
        ("Engine",                    "Ports"),
        ("Engine/Ports",              ""),

        ("Stores/AzureStorage",       ""),
        ("Stores/Memory",             ""),
        ("Stores/Postgres",           ""),
        ("Stores/Sqlite",             ""),
        ("Stores/Registry",           ""),

        // the cluster: how its processes find and trust each other stands on its interfaces
        ("Grains.Interfaces/Clustering", "."),
        ("Grains.Interfaces",         ""),
        ("Grains",                    ""),

        ("Silo/Program.cs",           "."),
        ("Silo",                      ""),

        // the gateway: what puts together,
        ("Gateway/Program.cs",        "Commands"),
        ("Gateway/Commands",          ". Remote Admin Sealing Http"),
        ("Gateway/Remote",            "Admin Admin/Import OAuth Html Http"),
        ("Gateway",                   "Oidc Ciba Receivers DeviceGrant Federation SignIn Pages SecurityInfo Devices WebPhone Admin "
                                    + "Passwords Browsers OAuth Html Observability Throttling Sealing Outbound Restores Waking Http "
                                    + "Admin/Console Admin/Scim"),
        // the features, which do not know each other,
        ("Gateway/Oidc",              "Browsers OAuth Html Html/Texts Observability Throttling Sealing Http"),
        ("Gateway/Ciba",              "OAuth Observability Throttling Sealing Outbound Http"),
        ("Gateway/Receivers",         "OAuth Observability Outbound"),
        ("Gateway/DeviceGrant",       "Browsers OAuth Html Throttling Sealing Http"),
        ("Gateway/Federation",        "Browsers OAuth Html Observability Throttling Sealing Outbound Http"),
        ("Gateway/SignIn",            "Passwords Browsers Observability Throttling Http"),
        ("Gateway/Pages",             "Passwords Browsers Html Html/Texts Observability Http"),
        ("Gateway/SecurityInfo",      "Passwords Browsers Html Html/Texts Observability Throttling Sealing Http"),
        ("Gateway/Devices",           "Observability Throttling Outbound Waking Http"),
        ("Gateway/WebPhone",          "Html Http"),
        ("Gateway/Admin/Console",     "Admin Admin/Import Browsers OAuth Html Html/Texts Observability Throttling Sealing Outbound Http"),
        ("Gateway/Admin/Scim",        "Admin Throttling Http"),
        ("Gateway/Admin/Import",      "Admin"),
        ("Gateway/Admin",             "Passwords OAuth Observability Throttling Outbound Http"),
        // and the kit, which knows no feature
        ("Gateway/Passwords",         "Browsers OAuth Html Html/Texts Observability Sealing Outbound Http"),
        ("Gateway/Browsers",          "Observability Throttling Sealing Http"),
        ("Gateway/OAuth",             "Throttling Sealing Http"),
        ("Gateway/Html",              "Html/Texts Sealing Http"),
        ("Gateway/Html/Texts",        ""),
        ("Gateway/Observability",     "Throttling Sealing Http"),
        ("Gateway/Throttling",        ""),
        ("Gateway/Sealing",           ""),
        ("Gateway/Outbound",          ""),
        ("Gateway/Waking",            "Observability Sealing Outbound"),
        ("Gateway/Restores",          ""),
        ("Gateway/Http",              ""),

        ("Authenticator/Program.cs",  "Cli Commands"),
        ("Authenticator/Commands",    ". Cli Demo Profiles Texts"),
        ("Authenticator/Demo",        ". Cli Profiles"),
        ("Authenticator/Cli",         ". Profiles Texts"),
        ("Authenticator/Texts",       ""),
        ("Authenticator/Profiles",    "."),
        ("Authenticator",             ""),

        ("LoadTests/Program.cs",      "Scenarios"),
        ("LoadTests/Scenarios",       "Chaos Checking Histories Crashing Driving Output Peers Population Servers Wire"),
        ("LoadTests/Chaos",           "Histories Population Servers Wire"),
        ("LoadTests/Checking",        "Histories"),
        ("LoadTests/Histories",       ""),
        ("LoadTests/Peers",           "Driving Population Servers Wire"),
        ("LoadTests/Crashing",        "Population Servers Wire"),
        ("LoadTests/Driving",         "Population Servers Wire"),
        ("LoadTests/Servers",         "Wire"),
        ("LoadTests/Wire",            "Population"),
        ("LoadTests/Population",      "Output"),
        ("LoadTests/Output",          ""),

        ("Samples/Balancer/Program.cs", ""),
        ("Samples/AdfsStandIn/Program.cs", ""),
        ("Samples/WebApp/Program.cs", ""),
    ];

    private static readonly Dictionary<string, string[]> Allowed = Table.ToDictionary(row => row.Room, row => Paths(row.Room, row.Names));

    [Fact]
    public void Every_folder_has_its_place_in_the_table() =>
        Assert.Equal(Projects.SelectMany(Arrow.Rooms).Order(StringComparer.Ordinal), Allowed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_names_only_what_the_table_lets_it() =>
        Offences.None(
            "An arrow that the table lacks:",
            from arrow in All.DistinctBy(arrow => (arrow.From, arrow.To))
            where !Allowed.GetValueOrDefault(arrow.From, []).Contains(arrow.To)
            select $"{arrow.From} -> {arrow.To}, because of {arrow.Because}");

    [Fact]
    public void The_table_has_no_arrow_that_the_code_lacks()
    {
        var there = All.Select(arrow => (arrow.From, arrow.To)).ToHashSet();
        Offences.None(
            "In the table alone:",
            from row in Allowed
            from to in row.Value
            where !there.Contains((row.Key, to))
            select $"{row.Key} -> {to}");
    }

    /// <summary>Otherwise an arrow could hide there.</summary>
    [Fact]
    public void Global_usings_name_other_projects_alone() =>
        Offences.None(
            "Name it where it is used:",
            from path in Checkout.CSharp
            where Arrow.IsUsings(path) && !Checkout.IsTest(path)
            from line in Checkout.Lines(path)
            where line.Contains("Countersign." + path[..path.IndexOf('/')] + ".", StringComparison.Ordinal)
            select $"{path}: {line}");

    /// <summary>A room that names no room left may go; the rooms left in the end run in a circle.</summary>
    [Fact]
    public void No_arrows_run_in_a_circle()
    {
        var left = new Dictionary<string, string[]>(Allowed);
        while (left.Where(row => !row.Value.Any(left.ContainsKey)).Select(row => row.Key).ToArray() is { Length: > 0 } free)
        {
            foreach (var room in free) left.Remove(room);
        }

        Offences.None(
            "A circle goes through these:", left.Select(row => $"{row.Key} -> {string.Join(' ', row.Value.Where(left.ContainsKey))}"));
    }

    [Fact]
    public void The_gateway_has_three_floors() =>
        Offences.None(
            "Upwards, or from feature to feature:",
            from row in Allowed
            where Floor(row.Key) is Features or Kit
            from to in row.Value
            where Floor(to) < Floor(row.Key) || (Floor(to) == Features && Floor(row.Key) == Features)
            where !row.Key.StartsWith(to + "/", StringComparison.Ordinal)   // a room within a feature is that feature
            select $"{row.Key} -> {to}");

    private const int Compositions = 1, Features = 2, Kit = 3;

    /// <summary>0 for a folder of another project.</summary>
    private static int Floor(string room) => room switch
    {
        "Gateway" or "Gateway/Program.cs" or "Gateway/Commands" or "Gateway/Remote" => Compositions,
        "Gateway/Oidc" or "Gateway/Ciba" or "Gateway/DeviceGrant" or "Gateway/Federation" or "Gateway/SignIn" or "Gateway/Pages"
            or "Gateway/SecurityInfo" or "Gateway/Devices" or "Gateway/Admin" or "Gateway/Admin/Console" or "Gateway/Admin/Scim"
            => Features,
        _ => room.StartsWith("Gateway/", StringComparison.Ordinal) ? Kit : 0,
    };

    private static IEnumerable<string> Projects =>
        Checkout.Projects.Where(path => !Checkout.IsTest(path)).Select(path => path[..path.LastIndexOf('/')]);

    private static IEnumerable<Arrow> All => Projects.SelectMany(Arrow.Within);

    private static string[] Paths(string room, string names)
    {
        var project = Projects.Single(folder => room == folder || room.StartsWith(folder + "/", StringComparison.Ordinal));
        return [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "." ? project : project + "/" + name)];
    }
}
