using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract;

/// <summary>Applications and what they do with a house's people.</summary>
internal static class Apps
{
    public const string Callback = "https://portal.example/callback";
    public const string Scope = "openid offline_access";

    /// <summary>A server with a secret that may do everything.</summary>
    public static readonly Client Portal = new(
        "portal", "Portal", ClientAuthenticationMethod.Secret, [SecretHash.OfSecret("secret")], [],
        ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Ciba | ClientGrants.Device, [Callback], [], SigningAlgorithm.ES256, false,
        false, Backchannel.Default);

    public static readonly Client Other = Portal with { Id = "other" };

    public static readonly BackchannelRequest Asked = new("portal", Scope, Claims: "{}");

    public static readonly Granted Invalid = new Granted.Refused(Refusal.InvalidGrant);

    private static readonly string Verified = SecretHash.OfSecret("verifier").Value;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The phone's user signs in, and the session is single sign-on's.</summary>
    public static async Task<SsoSession> Sso(this House house, TestPhone phone) =>
        (await house.SignIns.Session(house.Tenant, (await phone.SignIn()).Session, Cancel))!;

    public static Grant GrantOf(this House house, SsoSession session) => new(
        house.Tenant, session.User, Portal.Id, Scope, session.Mode, session.AuthenticatedAt, session.Hash, Nonce: "n");

    public static Task<string> IssueCode(this House house, SsoSession session) =>
        house.Grants.IssueCode(house.GrantOf(session), new(Callback, Verified, null), Cancel).AsTask();

    public static Task<Granted> RedeemCode(this House house, string code, Client? client = null) =>
        house.Grants.RedeemCode(house.Tenant, client ?? Portal, code, Callback, Verified, null, Cancel).AsTask();

    public static Task<Granted> Refresh(this House house, string token, Client? client = null) =>
        house.Grants.Refresh(house.Tenant, client ?? Portal, token, null, null, Cancel).AsTask();

    public static Task<Granted> RedeemDevice(this House house, string code, Client? client = null) =>
        house.Grants.RedeemDevice(house.Tenant, client ?? Portal, code, null, Cancel).AsTask();

    public static Task<DeviceAsked> AskDevice(this House house) => house.Grants.AskDevice(house.Tenant, Portal.Id, Scope, Cancel).AsTask();

    public static async Task<bool> IsLive(this House house, GrantId grant) =>
        await house.Grants.Inspect(house.Tenant, grant, Cancel) is not null;

    /// <summary>From a sign-in to tokens.</summary>
    public static async Task<Granted.Tokens> GetTokens(this House house, TestPhone phone) =>
        MustBe(await house.RedeemCode(await house.IssueCode(await house.Sso(phone))));

    public static Granted.Tokens MustBe(Granted granted) => Assert.IsType<Granted.Tokens>(granted);

    public static Task<BackchannelStarted> StartBackchannel(this House house, UserKey user, BackchannelRequest? request = null) =>
        house.Backchannels.Start(
            house.Tenant, user.Name, Portal, request ?? Asked, House.Context with { Message = "W4SCT" }, id => id, Cancel).AsTask();

    /// <summary>A backchannel sign-in that must become a prompt.</summary>
    public static async Task<(string AuthReqId, Prompted Prompt)> PromptBackchannel(this House house, UserKey user)
    {
        var started = await house.StartBackchannel(user);
        return (started.SealedHandle!, Assert.IsType<Prompted>(started.Reply.Answer));
    }

    /// <summary>One that the phone has approved.</summary>
    public static async Task<string> ApprovedBackchannel(this House house, TestPhone phone)
    {
        var (id, prompt) = await house.PromptBackchannel(phone.User);
        Assert.Equal(new Decided(Outcome.Approved), await phone.Approve(prompt.Number));
        return id;
    }

    public static Task<Granted> Collect(this House house, string authReqId, Client? client = null, TimeSpan wait = default) =>
        house.Backchannels.Redeem(house.Tenant, client ?? Portal, authReqId, null, wait, Cancel).AsTask();
}
