using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;

namespace Countersign.Gateway.Tests.Standing;

/// <summary>I7, I8: what a phone approved is served at every door or at none, while what it stands on is as it was.</summary>
public sealed class StandingTests
{
    private const string Everything =
        "session info add authorize page userinfo introspection refresh code device backchannel approved pending notice";

    private const string Restored = "restored";

    /// <summary>What is for the person alone, and no application's.</summary>
    private const string OfThePerson = "session info add approved";

    /// <summary>What came by way of the redirect address.</summary>
    private const string ByRedirect = " userinfo introspection refresh code";

    /// <summary>What happens, and which doors still serve afterwards what Ada's first phone had approved before. The one table.</summary>
    private static readonly (string What, string Served, Func<StandingScene, Task> Happens)[] Table =
    [
        ("nothing",                          Everything,                    _ => Task.CompletedTask),
        ("phone removed",                    "pending",                     scene => Remove(scene, scene.First)),
        ("last phone removed",               "",                            scene => Remove(scene, scene.First, scene.Second)),
        ("new phone after",                  "",                            NewPhone),
        ("phone off and on again",           "pending",                     OffAndOn),
        ("other phone removed",              Everything,                    scene => Remove(scene, scene.Second)),
        ("disabled",                         "",                            scene => Enable(scene, false)),
        ("enabled again",                    "",                            scene => Enable(scene, false, true)),
        ("deleted",                          "",                            scene => Admin(scene, HttpMethod.Delete, "")),
        ("deleted and made again",           "",                            MadeAgain),
        ("locked",                           "",                            Lock),
        ("unlocked",                         "",                            Unlock),
        ("policy excludes",                  "",                            Exclude),
        ("policy excludes for a while",      Everything,                    ExcludeForAWhile),
        ("mode tightened",                   "",                            scene => Mode(scene, NumberMode.Enter6)),
        ("mode tightened a little",          "",                            scene => Mode(scene, NumberMode.Enter2)),
        ("later system asked for",           "",                            scene => Ask(scene, p => p with { MinimumIos = new(19, 0) })),
        ("later app asked for",              "",                            scene => Ask(scene, p => p with { MinimumApp = new(2, 1) })),
        ("client removed",                   OfThePerson,                   RemoveClients),
        ("client made again",                OfThePerson + " authorize",    MakeClientsAgain),
        ("secret rotated",                   Everything,                    scene => Secret(scene, "")),
        ("secret became known",              OfThePerson + " authorize",    scene => Secret(scene, "/replace")),
        ("redirect removed",                 Everything + " - authorize" + ByRedirect, scene => scene.RegisterPortal()),
        ("redirect removed and there again", Everything + " -" + ByRedirect, RedirectThereAgain),
        ("other redirect added",             Everything,                    AnotherRedirect),
        ("signed out everywhere",            "",                            scene => Admin(scene, HttpMethod.Post, "/sign-out-everywhere")),
        ("signed out everywhere by herself", "",                            ByHerself),
        (Restored,                           "",                            scene => scene.Restore()),
    ];

    public static TheoryData<string> Rows => [.. Table.Select(row => row.What)];

    [Theory, MemberData(nameof(Rows)), Trait("Rule", "I7"), Trait("Rule", "I8")]
    public async Task What_a_phone_approved_is_served_at_the_doors_of_the_table_and_at_no_other(string what)
    {
        var (_, served, happens) = Table.Single(row => row.What == what);
        await using var scene = await StandingScene.Open(onDisk: what == Restored);
        await happens(scene);
        Assert.Equal(Doors(served), Doors(await scene.Served()));
    }

    private static string Doors(string text)
    {
        var parts = text.Split(" - ");
        return string.Join(' ', parts[0].Split(' ').Except(parts.ElementAtOrDefault(1)?.Split(' ') ?? []).Order(StringComparer.Ordinal));
    }

    private static async Task Remove(StandingScene scene, params Handset[] phones)
    {
        foreach (var phone in phones) await Admin(scene, HttpMethod.Delete, "/methods/" + phone.Device);
    }

    private static async Task NewPhone(StandingScene scene)
    {
        await Remove(scene, scene.First, scene.Second);
        scene.Third = await scene.Gateway.EnrolByHand(StandingScene.Ada);
    }

    private static async Task OffAndOn(StandingScene scene)
    {
        (await scene.First.Disable()).MustBe(204);
        (await scene.First.Register()).MustBe(204);
        (await scene.First.Enable()).MustBe(204);
    }

    private static async Task Enable(StandingScene scene, params bool[] enabled)
    {
        foreach (var isEnabled in enabled)
        {
            var body = isEnabled ? """{"enabled":true}""" : """{"enabled":false}""";
            (await scene.Gateway.Admin(HttpMethod.Put, "contoso/users/" + StandingScene.Ada, body)).MustBe(200);
        }
    }

    private static async Task MadeAgain(StandingScene scene)
    {
        await Admin(scene, HttpMethod.Delete, "");
        scene.Third = await scene.Gateway.EnrolByHand(StandingScene.Ada);
    }

    private static async Task Lock(StandingScene scene)
    {
        await scene.Gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        (await scene.Second.Approve(scene.WrongNumber)).MustBe(403, "CS4007");
    }

    private static async Task Unlock(StandingScene scene)
    {
        await Lock(scene);
        await Admin(scene, HttpMethod.Post, "/unlock");
    }

    private static Task Exclude(StandingScene scene) => scene.Gateway.Operator.AllowOnly("contoso", "bob@contoso.example");

    private static Task AnotherRedirect(StandingScene scene) =>
        scene.RegisterPortal(RelyingParty.Callback, "https://portal.example/third");

    private static async Task ExcludeForAWhile(StandingScene scene)
    {
        await Exclude(scene);
        await scene.Gateway.Operator.AllowEveryone("contoso");
    }

    private static Task Ask(StandingScene scene, Func<Prerequisites, Prerequisites> change) =>
        scene.Gateway.Operator.Require("contoso", change);

    private static Task Mode(StandingScene scene, NumberMode mode) =>
        scene.Gateway.Operator.Configure("contoso", settings => settings with { NumberMode = mode });

    private static async Task RemoveClients(StandingScene scene)
    {
        await scene.Gateway.Operator.RemoveClient("contoso", scene.Portal.Id);
        await scene.Gateway.Operator.RemoveClient("contoso", scene.Pushed.Id);
    }

    private static async Task MakeClientsAgain(StandingScene scene)
    {
        await RemoveClients(scene);
        await scene.Register();
    }

    private static async Task RedirectThereAgain(StandingScene scene)
    {
        await scene.RegisterPortal();
        await scene.RegisterPortal(RelyingParty.Callback);
    }

    private static async Task Secret(StandingScene scene, string how)
    {
        foreach (var client in (RelyingParty[])[scene.Portal, scene.Pushed])
        {
            var drawn = await scene.Gateway.Admin(HttpMethod.Post, $"contoso/clients/{client.Id}/secrets{how}");
            client.Secret = drawn.MustBe(201)["client_secret"];
        }
    }

    private static async Task ByHerself(StandingScene scene) =>
        (await scene.Session.Copy().Send(HttpMethod.Post, "/security-info/sign-out-everywhere")).MustBe(204);

    private static async Task Admin(StandingScene scene, HttpMethod method, string path) =>
        (await scene.Gateway.Admin(method, $"contoso/users/{StandingScene.Ada}{path}")).MustBe(204);
}
