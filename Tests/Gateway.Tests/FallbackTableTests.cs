using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Tests.Federation;
using Countersign.Gateway.Tests.Passwords;
using Countersign.SignIn.Tenants;
using Microsoft.AspNetCore.Http;

namespace Countersign.Gateway.Tests;

/// <summary>
/// The whole table, from an application by the pages and back: whose password is checked where, what phone there is, what stands in the
/// way, whether whoever checks is up. For each: the way and the reason, the page, what the audit has, what the tokens say (S-11, S-35,
/// S-36, S-40 to S-47, S-59, WAY-1, WAY-3, WAY-4, WAY-8, F19, I14).
/// </summary>
public sealed class FallbackTableTests
{
    private const string Password = PasswordScene.Password, Secret = "a secret of the two of us";
    private static readonly string[] Credentials = ["none", "stage1", "enabled", "untargeted"];
    private static readonly string[] Situations = ["nothing", "elsewhere", "here", "spent", "locked", "unknown"];
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory, Trait("Rule", "S-11"), Trait("Rule", "S-45"), Trait("Rule", "WAY-8")]
    [InlineData("managed", true)]
    [InlineData("managed", false)]   // nobody else checks its passwords: the same
    [InlineData("federated", true)]
    [InlineData("federated", false)]
    [InlineData("hybrid", true)]
    [InlineData("hybrid", false)]
    [InlineData("ldap", true)]
    [InlineData("ldap", false)]
    public async Task A_sign_in_goes_and_ends_as_the_table_says(string kind, bool isUp)
    {
        await using var scene = await Scene.Open(kind, isUp);
        foreach (var credential in Credentials)
        {
            foreach (var situation in Situations) await scene.Try(credential, situation);
        }
    }

    /// <summary>Null: the phone is asked.</summary>
    private static string? ReasonOf(string credential, string situation) => (credential, situation) switch
    {
        ("none" or "stage1", _) or (_, "unknown") => "not_available",
        (_, "elsewhere") => "pending",
        (_, "spent") => "too_many_prompts",
        (_, "locked") => "locked",
        _ => null,
    };

    private static string TitleOf(string reason) => reason switch
    {
        "pending" => English.PendingTitle,
        "too_many_prompts" => English.TooManyTitle,
        "locked" => English.LockedTitle,
        _ => English.NotAvailableTitle,
    };

    private sealed class Scene : IAsyncDisposable
    {
        private readonly string _kind;
        private readonly bool _isUp;
        private readonly List<IAsyncDisposable> _partners = [];

        private Scene(string kind, bool isUp, RunningGateway gateway) => (_kind, _isUp, Gateway) = (kind, isUp, gateway);

        private RunningGateway Gateway { get; }

        private RelyingParty Portal { get; set; } = null!;

        private HomeProvider? Provider { get; set; }

        private string Domain => _kind + ".example";

        public static async Task<Scene> Open(string kind, bool isUp)
        {
            var scene = new Scene(kind, isUp, await RunningGateway.Furnished(Callback.Trusted));
            await scene.Furnish();
            return scene;
        }

        private async Task Furnish()
        {
            await Gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1, Decoys = false });
            await Gateway.Operator.AllowOnly("contoso", [.. from credential in Credentials
                                                            where credential != "untargeted"
                                                            from situation in Situations
                                                            select Name(credential, situation)]);
            Portal = await RelyingParty.WithSecret(Gateway);
            if (_kind == "federated") await Federate();
            else
                (await Gateway.Admin(HttpMethod.Put, "contoso/passwords", await PasswordPlace())).MustBe(200);
            if (_kind == "hybrid") await Gateway.Operator.PassThrough("contoso", Domain);
        }

        private async Task Federate()
        {
            _partners.Add(Provider = await HomeProvider.Start(Gateway.Clock));
            var body = new JsonObject
            {
                ["name"] = "Fabrikam", ["issuer"] = Provider.Issuer, ["client_id"] = HomeProvider.ClientId,
                ["client_secret"] = HomeProvider.Secret, ["user_name_claim"] = "upn",
            };
            (await Gateway.Admin(HttpMethod.Put, "contoso/providers/fabrikam", body.ToJsonString())).MustBe(200);
            (await Gateway.Admin(HttpMethod.Put, "contoso/domains/" + Domain, """{"type":"federated","provider":"fabrikam"}"""))
                .MustBe(200);
            if (!_isUp) Provider.Trouble = http =>
            {
                http.Response.StatusCode = 500;
                return Task.FromResult(true);
            };
        }

        /// <summary>The hybrid one's passwords stay on premises: a verifier there checks them.</summary>
        private async Task<string> PasswordPlace()
        {
            if (_kind == "managed") return """{"place":"here"}""";
            if (_kind == "ldap") return DirectoryPlace(_isUp ? (await Directory.Value).SecurePort : FreePort.Find());
            var verifier = await Callback.Start();
            _partners.Add(verifier);
            verifier.Answer = async http =>
            {
                Assert.True(verifier.TryNext(out var heard));
                var result = heard["password"] == Password ? "right" : "wrong";
                var text = $$"""{"question":"{{heard["question"]}}","result":"{{result}}"}""";
                http.Response.StatusCode = _isUp ? 200 : 500;
                http.Response.Headers["Countersign-Signature"] =
                    SharedSecret.Sign(Secret, DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes(text));
                await http.Response.WriteAsync(text, http.RequestAborted);
            };
            return $$$"""{"place":"verifier","verifier":{"url":"{{{verifier.Url}}}","secret":"{{{Secret}}}"}}""";
        }

        private static string DirectoryPlace(int port) => JsonSerializer.Serialize(new
        {
            place = "directory",
            directory = new
            {
                host = "127.0.0.1", port, tls = "ldaps", @base = SlapdServer.Base, attribute = "mail", bind_name = SlapdServer.Reader,
                bind_password = SlapdServer.ReaderPassword,
            },
        });

        private string Name(string credential, string situation) => $"{credential}.{situation}@{Domain}";

        // --- a row --------------------------------------------------------------------------------------------------------------

        public async Task Try(string credential, string situation)
        {
            var user = Name(credential, situation);
            var about = $"{user}, {(_isUp ? "up" : "down")}";
            var visitor = new Visitor(Gateway);
            var (phone, elsewhere) = await Prepare(visitor, user, credential, situation);
            var page = await Begin(visitor, user);
            if (ReasonOf(credential, situation) is not { } reason)
            {
                await EndFirst(visitor, Visitor.NumberOn(page), phone!, user, credential, about);
                return;
            }

            Leads(page, reason, about);
            await EndOtherwise(visitor, page, user, situation, reason, about);
            if (elsewhere is var (first, number)) await EndFirst(first, number, phone!, user, credential, about);   // S-46
        }

        /// <summary>Whatever stands in the way; the phone, and the other browser with the number it shows.</summary>
        private async Task<(Handset? Phone, (Visitor, string)? Elsewhere)> Prepare(
            Visitor visitor, string user, string credential, string situation)
        {
            if (situation == "unknown") return default;
            await Gateway.Operator.CreateUser("contoso", user);
            if (_kind == "managed")
            {
                await Gateway.Operator.SetPassword(
                    "contoso", user, PasswordScene.Hash(Password, 1), await Gateway.Operator.Session("contoso", user));
            }

            if (credential == "stage1") await Gateway.Activate(user);
            if (credential is "none" or "stage1") return default;
            var phone = await Gateway.Enrol(user);
            switch (situation)
            {
                case "here":
                    Visitor.NumberOn(await Begin(visitor, user));
                    break;
                case "elsewhere":
                    var other = new Visitor(Gateway);
                    return (phone, (other, Visitor.NumberOn(await Begin(other, user))));
                case "spent":
                    for (var i = 0; i < 3; i++)
                    {
                        var stranger = Gateway.Browser();
                        await stranger.Prompt(user);
                        (await stranger.CancelSignIn()).MustBe(204);
                    }

                    break;
                case "locked":
                    var number = await Gateway.Browser().Prompt(user);
                    (await phone.Approve(number == "10" ? "11" : "10")).MustBe(403, "CS4007");
                    break;
            }

            return (phone, null);
        }

        private async Task<Reply> Begin(Visitor visitor, string user)
        {
            var onward = (await visitor.Open("/authorize?" + RelyingParty.Encode(Portal.Request()))).MustBe(303).Header("Location")!;
            return await visitor.SignIn(user, onward);
        }

        // --- by the phone -------------------------------------------------------------------------------------------------------

        /// <summary>Who is not targeted hears so after completing, and gets nothing (S-35, S-36).</summary>
        private async Task EndFirst(Visitor visitor, string number, Handset phone, string user, string credential, string about)
        {
            var approved = await phone.Approve(number);
            var end = await PasswordScene.Back(visitor, await visitor.Open("/sign-in/number?request=" + visitor.LastRequest));
            if (credential == "untargeted")
            {
                approved.MustBe(403, "CS4008");
                Assert.Equal(English.NotAllowedTitle, Visitor.Heading(end.MustBe(403, "CS4008")));
                Assert.False(PasswordScene.IsSignedIn(visitor), about);
                return;
            }

            approved.MustBe(200);
            await Says(end, user, "urn:countersign:number:select", ["mfa", "pop"], null, about);
            var fact = await Last("challenge.approved", user);
            string[] bypassed = _kind switch
            {
                "federated" => ["on_premises_conditional_access"],
                "hybrid" => ["pass_through_authentication"],
                _ => [],
            };
            var said = fact!.Value.TryGetProperty("bypassed", out var list) ? list.EnumerateArray().Select(one => one.GetString()!) : [];
            Assert.Equal(bypassed, said);
        }

        // --- by the other way ---------------------------------------------------------------------------------------------------

        /// <summary>The page names the reason and leads on: by itself after a second attempt, and where the domain says so.</summary>
        private void Leads(Reply page, string reason, string about)
        {
            var isFederated = _kind == "federated";
            if (!isFederated && reason == "pending")
            {
                Assert.StartsWith("/contoso/password?ticket=", page.MustBe(303).Header("Location"), StringComparison.Ordinal);
                return;
            }

            Assert.True(Visitor.Heading(page.MustBe(200)) == TitleOf(reason), $"{about}: {Visitor.Heading(page)}");
            var goesOn = page.Text.Contains("http-equiv=\"refresh\"", StringComparison.Ordinal);
            Assert.True(goesOn == (isFederated && (reason is "pending" or "not_available")), about);
            Assert.StartsWith(
                isFederated ? "/contoso/federation/fabrikam?ticket=" : "/contoso/password?ticket=",
                Visitor.LinkOn(page, isFederated ? English.ToOrganisation : English.ToPassword), StringComparison.Ordinal);
        }

        private async Task EndOtherwise(Visitor visitor, Reply page, string user, string situation, string reason, string about)
        {
            var isFederated = _kind == "federated";
            var kind = isFederated ? "sign_in.federated" : "sign_in.password";
            var end = isFederated ? await ByProvider(visitor, page, user) : await ByPassword(visitor, page);
            var isDown = !_isUp && _kind != "managed";
            if (isDown || situation == "unknown")
            {
                var code = (isDown, isFederated) switch
                {
                    (true, true) => "CS5021", (true, false) => "CS5041", (false, true) => "CS4031", _ => "CS2041",
                };
                Assert.True(end.Code == code, $"{about}: {end.Status} {end.Code}");
                Assert.False(PasswordScene.IsSignedIn(visitor), about);
                Assert.Null(await Last(kind, user));
                Assert.Null(await Last("grant.issued", user));
                if (isDown) Assert.Contains($">{English.StartAgain}<", end.Text, StringComparison.Ordinal);   // with the phone
                return;
            }

            await Says(
                end, user, isFederated ? "urn:countersign:federated" : "urn:countersign:password", [isFederated ? "fed" : "pwd"], reason,
                about);
            var fact = (await Last(kind, user))!.Value;
            Assert.Equal((reason, "portal"), (fact.GetProperty("reason").GetString(), fact.GetProperty("client").GetString()));
            Assert.Equal(
                situation == "locked" && reason == "locked",
                fact.GetProperty("detail").GetString()!.EndsWith("; unlocked", StringComparison.Ordinal));
        }

        private async Task<Reply> ByPassword(Visitor visitor, Reply page)
        {
            var address = page.Status == 303 ? page.Header("Location")! : Visitor.LinkOn(page, English.ToPassword);
            var form = (await visitor.Open(address)).MustBe(200);
            Assert.Equal(English.PasswordTitle, Visitor.Heading(form));
            return await PasswordScene.Back(visitor, await PasswordScene.Type(visitor, form, Password));
        }

        private async Task<Reply> ByProvider(Visitor visitor, Reply page, string user)
        {
            var sent = await visitor.Open(Visitor.LinkOn(page, English.ToOrganisation));
            return sent.Status == 303
                ? await FederationScene.Back(visitor, Provider!.SignIn(sent.Header("Location")!, "subject of " + user, user))
                : sent;
        }

        /// <summary>Back in the application; what tokens and audit say of how (WAY-8). Never the phone's of another way (I14).</summary>
        private async Task Says(Reply end, string user, string context, string[] methods, string? reason, string about)
        {
            Assert.True(end.Status == 303, $"{about}: {end.Status} {end.Text}");
            var tokens = (await Portal.Redeem(Portal.Answer(end)["code"])).MustBe(200);
            var claims = Jwt.Claims(tokens["id_token"]);
            Assert.Equal((user, context), (claims.GetProperty("preferred_username").GetString(), claims.GetProperty("acr").GetString()));
            Assert.Equal(methods, claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()!));
            var fact = (await Last("grant.issued", user))!.Value;
            Assert.Equal(reason, fact.TryGetProperty("reason", out var said) ? said.GetString() : null);
        }

        private async Task<JsonElement?> Last(string kind, string user) =>
            (await Gateway.Operator.Audit(kind)).Where(fact => fact.GetProperty("user").GetString() == user)
                .Select(fact => (JsonElement?)fact).LastOrDefault();

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            foreach (var partner in _partners) await partner.DisposeAsync();
        }

        /// <summary>One for all rows; it ends with this process.</summary>
        private static readonly Lazy<Task<SlapdServer>> Directory = new(() => SlapdServer.Start(
            Certificates.File, Certificates.KeyFile,
            string.Join("\n\n", from credential in Credentials
                                from situation in Situations
                                let id = credential + "." + situation
                                select $"""
                                    dn: uid={id},{SlapdServer.Base}
                                    objectClass: inetOrgPerson
                                    uid: {id}
                                    cn: {id}
                                    sn: {id}
                                    mail: {id}@ldap.example
                                    userPassword: {Password}
                                    """)));
    }
}
