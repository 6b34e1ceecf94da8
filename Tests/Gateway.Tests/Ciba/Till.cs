using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Countersign.Engine;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Ciba;

/// <summary>A client that asks for people who are elsewhere.</summary>
internal static class Till
{
    public const string Ada = "ada@contoso.example", CibaGrant = "urn:openid:params:grant-type:ciba",
        Token = "8d67dc78-7faa-4d41-aabd-67707b374255";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static Task<RelyingParty> Open(
        RunningGateway gateway, Backchannel? backchannel = null, string id = "till",
        ClientGrants grants = ClientGrants.Ciba | ClientGrants.Refresh) =>
        RelyingParty.WithSecret(gateway, id, client => client with
        {
            Name = "The till", Grants = grants, RedirectUris = [], PostLogoutRedirectUris = [],
            Backchannel = backchannel ?? Backchannel.Default,
        });

    /// <summary>A client whose requests must be signed (FAPI-CIBA).</summary>
    public static async Task<RelyingParty> Bank(RunningGateway gateway, SignerKey key, string id = "bank")
    {
        var algorithm = key.Algorithm == "ES256" ? SigningAlgorithm.ES256 : SigningAlgorithm.PS256;
        await gateway.Operator.Register("contoso", RelyingParty.Registration(id, ClientAuthenticationMethod.PrivateKeyJwt) with
        {
            Grants = ClientGrants.Ciba, RedirectUris = [], PostLogoutRedirectUris = [],
            Keys = [new("k1", algorithm, key.PublicJwk.ToJsonString())],
            Backchannel = new(Delivery.Poll, null, true, false),
        });
        return new(gateway, id) { AssertionKey = key };
    }

    public static Task<Reply> Ask(this RelyingParty client, params IEnumerable<(string Name, string? Value)> changes) =>
        client.Ask("/bc-authorize", [("scope", "openid"), ("login_hint", Ada), .. changes]);

    /// <summary>A request that must become a prompt.</summary>
    public static async Task<Reply> Prompt(this RelyingParty client, params IEnumerable<(string Name, string? Value)> changes) =>
        (await client.Ask(changes)).MustBe(200);

    public static Task<Reply> Collect(this RelyingParty client, string authReqId) =>
        client.Ask("/token", [("grant_type", CibaGrant), ("auth_req_id", authReqId)]);

    /// <summary>A request for what is pending: it is held for 30 s, which pass here.</summary>
    public static async Task<Reply> CollectPending(this RelyingParty client, RunningGateway gateway, string authReqId, int seconds = 30)
    {
        var held = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(seconds));
        var collecting = client.Collect(authReqId);
        await Task.WhenAny(held, collecting);   // refused at once, it was not held
        if (!collecting.IsCompleted) gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return await collecting;
    }

    /// <summary>A signed request, to be made wrong by a test.</summary>
    public static string Signed(
        this RelyingParty client, RunningGateway gateway, SignerKey key, Action<JsonObject>? claims = null,
        Action<JsonObject>? header = null)
    {
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        var said = new JsonObject
        {
            ["iss"] = client.Id, ["aud"] = client.Issuer, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300,
            ["jti"] = RandomValues.Handle(),
            ["scope"] = "openid", ["login_hint"] = Ada, ["binding_message"] = "1234",
        };
        var head = new JsonObject { ["alg"] = key.Algorithm, ["kid"] = "k1", ["typ"] = "oauth-authz-req+jwt" };
        claims?.Invoke(said);
        header?.Invoke(head);
        return Jwt.Sign(key, head, said);
    }

    /// <summary>An OAuth refusal: status, word, and the description within the characters the protocol allows (C13).</summary>
    public static Reply Refused(this Reply reply, int status, string error)
    {
        var said = reply.Status >= 400 ? reply["error"] : "";
        Assert.True((status, error) == (reply.Status, said), $"expected {status} {error}, got {reply.Status}: {reply.Text}");
        Assert.Matches("^CS[0-9]{4} [\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$", reply["error_description"]);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        return reply;
    }

    /// <summary>
    /// Until it is so; nothing but other threads' work is waited for. What is still not so after a minute never will be: the test fails and
    /// says what it waited for.
    /// </summary>
    public static async Task Until(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string said = "")
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Browser.Cancel.ThrowIfCancellationRequested();
            Assert.True(Stopwatch.GetElapsedTime(began) < LongestWait, $"Not so within {LongestWait.TotalSeconds} s: {said}");
            await Task.Yield();
        }
    }
}
