using System.Text.Json.Nodes;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Tests.Passwords;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>
/// T4, WAY-7: where the phone or nothing is wanted, by the tenant or by an application, wherever that is written down, nobody is shown a
/// field for a password, nor the way to one, whatever happens.
/// </summary>
public sealed class PhoneOrNothingTests
{
    private const string Closed =
        "not_available= pending= locked= too_many_prompts= not_allowed_by_policy= requested= switched_off= push_not_allowed= "
        + "phone_too_old=";
    private static readonly string[] Reasons =
    [
        "not_available", "unknown", "pending", "locked", "too_many_prompts", "not_allowed_by_policy", "requested", "phone_too_old",
        "push_not_allowed", "switched_off",   // the last two are for all of the tenant
    ];

    [Theory, Trait("Rule", "T4"), Trait("Rule", "WAY-7")]
    [InlineData("phone_only", false)]
    [InlineData("phone_only", true)]
    [InlineData("ways of the tenant", false)]
    [InlineData("ways of the tenant", true)]
    [InlineData("ways of a client", false)]
    [InlineData("ways of a client", true)]
    [InlineData("ways of a configured client", false)]
    [InlineData("ways of a configured client", true)]
    public async Task Nobody_is_shown_a_password_whatever_happens(string policy, bool decoys)
    {
        await using var scene = await Scene.Open(policy, decoys);
        foreach (var reason in Reasons)
        {
            foreach (var domain in new[] { "contoso.example", "fabrikam.example" })
            {
                var user = $"{reason}@{domain}";
                await scene.Prepare(user, reason);
                var visitor = scene.Visitor();
                var page = await scene.Begin(visitor, user);
                NothingWeaker(page, user);
                if (Visitor.Hidden(page, "t") is not { } name) continue;
                foreach (var how in new[] { "password", "without_app" })   // each ends the sign-in: the second finds none
                {
                    var left = await visitor.Submit(
                        "/sign-in/leave", ("how", how), ("t", name), ("request", Visitor.Hidden(page, "request")!));
                    NothingWeaker(left, user);
                }
            }
        }
    }

    /// <summary>What shows that the table above can fail: the same people, with the same reasons, where nothing is closed.</summary>
    [Theory]
    [InlineData("pending")]
    [InlineData("locked")]
    [InlineData("too_many_prompts")]
    [InlineData("not_available")]
    [InlineData("phone_too_old")]
    public async Task Where_nothing_is_closed_the_same_page_leads_on(string reason)
    {
        await using var scene = await Scene.Open("nothing", decoys: false);
        foreach (var domain in new[] { "contoso.example", "fabrikam.example" })
        {
            var user = $"{reason}@{domain}";
            await scene.Prepare(user, reason);
            Assert.True(LeadsOn(await scene.Begin(scene.Visitor(), user)), user);
        }
    }

    /// <summary>A way that was open when the person began is closed when they come to use it.</summary>
    [Theory, Trait("Rule", "T4")]
    [InlineData("phone_only")]
    [InlineData("ways of the tenant")]
    [InlineData("ways of a client")]
    public async Task A_link_from_before_shows_no_password_either(string policy)
    {
        await using var scene = await Scene.Open("nothing", decoys: false);
        foreach (var domain in new[] { "contoso.example", "fabrikam.example" })
            await scene.Prepare("not_available@" + domain, "not_available");
        var visitor = scene.Visitor();
        var (here, there) = (await scene.Begin(visitor, "not_available@contoso.example"),
            await scene.Begin(visitor, "not_available@fabrikam.example"));
        var password = Visitor.LinkOn(here, "Continue with your password");
        var recovery = Visitor.LinkOn(here, "Use a recovery code");
        var provider = Visitor.LinkOn(there, "Continue to your organisation");
        await scene.Apply(policy, decoys: false);
        foreach (var link in new[] { password, recovery, provider }) NothingWeaker(await visitor.Open(link), policy + " " + link);
        var ticket = Uri.UnescapeDataString(password.Split("ticket=")[1].Split('&')[0]);
        var typed = await visitor.Submit(
            "/password", ("ticket", ticket), ("password", PasswordScene.Password),
            ("request", Uri.UnescapeDataString(password.Split("request=")[1])));
        NothingWeaker(typed, policy);
        Assert.False(PasswordScene.IsSignedIn(visitor));
    }

    /// <summary>A session that came by a password elsewhere is none for an application that takes none.</summary>
    [Theory, Trait("Rule", "WAY-7")]
    [InlineData("nothing", true)]
    [InlineData("ways of a client", false)]
    [InlineData("ways of a configured client", false)]
    public async Task A_session_by_a_password_is_none_for_an_application_that_takes_none(string policy, bool isServed)
    {
        await using var scene = await Scene.Open(policy, decoys: false);
        await scene.Prepare("not_available@contoso.example", "not_available");
        var visitor = scene.Visitor();
        var link = Visitor.LinkOn(await visitor.SignIn("not_available@contoso.example"), "Continue with your password");
        var typed = await PasswordScene.Type(visitor, (await visitor.Open(link)).MustBe(200), PasswordScene.Password);
        Assert.Equal("/contoso/sign-in/done", typed.MustBe(303).Header("Location"));
        var asked = (await visitor.Open("/authorize?" + RelyingParty.Encode(scene.Portal.Request()))).MustBe(303).Header("Location")!;
        Assert.Equal(isServed, asked.StartsWith(RelyingParty.Callback, StringComparison.Ordinal));
        Assert.Equal(!isServed, asked.StartsWith("/contoso/sign-in?", StringComparison.Ordinal));
    }

    [Theory, Trait("Rule", "WAY-7")]
    [InlineData("nothing", true)]
    [InlineData("ways of a client", false)]
    [InlineData("ways of a configured client", false)]
    public async Task An_essential_context_of_a_way_that_the_application_closes_is_refused_at_once(string policy, bool isAsked)
    {
        await using var scene = await Scene.Open(policy, decoys: false);
        foreach (var context in new[] { "urn:countersign:password", "urn:countersign:recovery", "urn:countersign:federated" })
        {
            var claims = $$$$"""{"id_token":{"acr":{"essential":true,"value":"{{{{context}}}}"}}}""";
            var asked = await scene.Visitor().Open("/authorize?" + RelyingParty.Encode(scene.Portal.Request(("claims", claims))));
            if (isAsked) Assert.StartsWith("/contoso/sign-in?", asked.MustBe(303).Header("Location"), StringComparison.Ordinal);
            else Assert.Equal("unmet_authentication_requirements", scene.Portal.Refusal(asked));
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_second_attempt_is_taken_without_a_click_unless_the_configured_application_asks_first(bool asksFirst, bool isTaken)
    {
        await using var scene = await Scene.Open("nothing of a configured client", decoys: false, asksFirst);
        await scene.Prepare("pending@contoso.example", "pending");
        await scene.Prepare("pending@fabrikam.example", "pending");
        Assert.Equal(isTaken ? 303 : 200, (await scene.Begin(scene.Visitor(), "pending@contoso.example")).Status);
        var page = (await scene.Begin(scene.Visitor(), "pending@fabrikam.example")).MustBe(200);
        Assert.Equal(isTaken, page.Text.Contains("http-equiv=\"refresh\"", StringComparison.Ordinal));
    }

    private static void NothingWeaker(Reply page, string about) => Assert.False(LeadsOn(page), $"{about}: {page.Status} {page.Text}");

    private static bool LeadsOn(Reply page) =>
        (page.Header("Location") ?? "").Contains("ticket=", StringComparison.Ordinal)
        || page.Text.Contains("type=\"password\"", StringComparison.Ordinal) || page.Text.Contains("ticket=", StringComparison.Ordinal)
        || page.Text.Contains("name=\"code\"", StringComparison.Ordinal) || page.Text.Contains("/federation/", StringComparison.Ordinal);

    private sealed class Scene : IAsyncDisposable
    {
        private Scene(RunningGateway gateway, HomeProvider provider, RelyingParty portal) =>
            (Gateway, Provider, Portal) = (gateway, provider, portal);

        public RunningGateway Gateway { get; }

        public HomeProvider Provider { get; }

        public RelyingParty Portal { get; }

        public static async Task<Scene> Open(string policy, bool decoys, bool asksFirst = false)
        {
            var isConfigured = policy.EndsWith("configured client", StringComparison.Ordinal);
            var client = RelyingParty.Registration("portal") with
            {
                Ways = policy == "ways of a configured client" ? Closed : WayTable.Open, AsksFirst = asksFirst,
                Secrets = [SecretHash.OfSecret(new string('s', ConfiguredClient.ShortestSecret))],
            };
            var gateway = await RunningGateway.Furnished(settings => Callback.Trusted(settings) with
            {
                Clients = isConfigured ? [new(new("contoso"), client)] : [],
            });
            var provider = await HomeProvider.Start(gateway.Clock);
            var body = new JsonObject
            {
                ["name"] = "Fabrikam", ["issuer"] = provider.Issuer, ["client_id"] = HomeProvider.ClientId,
                ["client_secret"] = HomeProvider.Secret, ["user_name_claim"] = "upn",
            };
            (await gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", body.ToJsonString())).MustBe(200);
            (await gateway.Admin(HttpMethod.Put, "contoso/domains/fabrikam.example", """{"type":"federated","provider":"fabrikam"}"""))
                .MustBe(200);
            (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here"}""")).MustBe(200);
            var portal = isConfigured
                ? new RelyingParty(gateway, "portal") { Secret = new string('s', ConfiguredClient.ShortestSecret) }
                : await RelyingParty.WithSecret(gateway);
            var scene = new Scene(gateway, provider, portal);
            await scene.Apply(policy, decoys);
            return scene;
        }

        public async Task Apply(string policy, bool decoys)
        {
            await Gateway.Operator.Configure("contoso", settings => settings with
            {
                WrongNumbersToLock = 1, Decoys = decoys, RecoveryCodes = true, PhoneOnly = policy == "phone_only",
                Ways = policy == "ways of the tenant" ? Closed : WayTable.Open, PolicyCheck = PolicyCheck.BeforePrompt,
            });
            if (policy == "ways of a client")
                await Gateway.Operator.Register("contoso", RelyingParty.Registration("portal") with { Ways = Closed });
        }

        public Visitor Visitor() => new(Gateway);

        public async Task<Reply> Begin(Visitor visitor, string user)
        {
            var onward = (await visitor.Open("/authorize?" + RelyingParty.Encode(Portal.Request()))).MustBe(303).Header("Location")!;
            return await visitor.SignIn(user, onward);
        }

        /// <summary>Somebody with a password of their own, in whose way this is.</summary>
        public async Task Prepare(string user, string reason)
        {
            if (reason == "unknown") return;
            await Gateway.Operator.CreateUser("contoso", user);
            if (user.EndsWith("@contoso.example", StringComparison.Ordinal))
                await Gateway.Operator.SetPassword(
                    "contoso", user, PasswordScene.Hash(PasswordScene.Password, 1), await Gateway.Operator.Session("contoso", user));
            if (reason == "not_available") return;
            await Gateway.Operator.Require("contoso", now => now);   // the other domain's turn has changed it
            var phone = await Gateway.Enrol(user);
            switch (reason)
            {
                case "pending":
                    await Gateway.Browser().Prompt(user);
                    break;
                case "locked":
                    var number = await Gateway.Browser().Prompt(user);
                    (await phone.Approve(number == "10" ? "11" : "10")).MustBe(403, "CS4007");
                    break;
                case "too_many_prompts":
                    for (var i = 0; i < 3; i++)
                    {
                        var stranger = Gateway.Browser();
                        await stranger.Prompt(user);
                        (await stranger.CancelSignIn()).MustBe(204);
                    }

                    break;
                case "not_allowed_by_policy":
                    await Gateway.Operator.AllowOnly("contoso", [.. Reasons.Where(one => one != reason).SelectMany(Names)]);
                    break;
                case "phone_too_old":
                    await Gateway.Operator.Require("contoso", now => now with { MinimumIos = new(19, 0) });
                    break;
                case "push_not_allowed":
                    await Gateway.Operator.Require("contoso", now => now with { PushAllowed = false });
                    break;
                case "switched_off":
                    await Gateway.Operator.AllowNobody("contoso");
                    break;
            }
        }

        private static IEnumerable<string> Names(string reason) => [reason + "@contoso.example", reason + "@fabrikam.example"];

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
