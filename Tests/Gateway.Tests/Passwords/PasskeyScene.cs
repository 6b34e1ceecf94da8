using System.Buffers.Text;
using System.Net;
using System.Text.RegularExpressions;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>A tenant that takes passkeys, and what browsers and authenticators do at its pages.</summary>
internal sealed class PasskeyScene(PasswordScene scene) : IAsyncDisposable
{
    public const string Mona = PasswordScene.Mona, Place = "/my/passkeys";

    public RunningGateway Gateway => scene.Gateway;

    public static async Task<PasskeyScene> Open(Func<TenantSettings, TenantSettings>? change = null)
    {
        var opened = new PasskeyScene(await PasswordScene.Open());
        await opened.Configure(change ?? (settings => settings));
        await opened.Gateway.Operator.CreateUser("contoso", Mona);
        return opened;
    }

    public Task Configure(Func<TenantSettings, TenantSettings> change) => Gateway.Operator.Configure(
        "contoso", settings => change(settings with { Passkeys = PasskeyPolicy.Any }));

    public Visitor Visitor(string? language = null) => new(Gateway) { Languages = language };

    /// <summary>A browser that came in with a pass.</summary>
    public async Task<Visitor> WithPass(string user = Mona, string? language = null)
    {
        var visitor = Visitor(language);
        var pass = await Gateway.Operator.Pass("contoso", user);
        (await visitor.Submit("/pass", ("user_name", user), ("pass", pass))).MustBe(303);
        return visitor;
    }

    /// <summary>What its page asks the authenticator.</summary>
    public static byte[] Challenge(Reply page) => Base64Url.DecodeFromChars(Data(page, "challenge"));

    public static string Data(Reply page, string name) => WebUtility.HtmlDecode(
        Regex.Match(page.MustBe(200).Text, $" data-{name}=\"(?<value>[^\"]*)\"").Groups["value"].Value);

    /// <summary>Adds it; its user handle.</summary>
    public async Task<string> Add(Visitor visitor, SoftAuthenticator authenticator, string name = "A key")
    {
        var page = await visitor.Open(Place);
        (await Make(visitor, page, authenticator, name)).MustBe(200);
        return Data(page, "user");
    }

    public Task<Reply> Make(
        Visitor visitor, Reply page, SoftAuthenticator authenticator, string name = "A key", byte[]? challenge = null) => visitor.Submit(
            Place, ("name", name), ("begun", Kit.Visitor.Hidden(page, "begun")!),
            ("answer", authenticator.Register(Gateway.Url, challenge ?? Challenge(page))));

    /// <summary>Somebody who has one.</summary>
    public async Task<(SoftAuthenticator Key, string Handle)> Holder(string user = Mona, SoftAuthenticator? key = null)
    {
        if (user != Mona) await Gateway.Operator.CreateUser("contoso", user);
        key ??= new();
        return (key, await Add(await WithPass(user), key));
    }

    /// <summary>From the application, or from nowhere, to the page that takes a passkey.</summary>
    public async Task<Reply> ToPasskey(Visitor visitor, string user = Mona, bool fromPortal = true, string label = "Use a passkey") =>
        (await visitor.Open(Kit.Visitor.LinkOn(await scene.Begin(visitor, user, fromPortal), label))).MustBe(200);

    public async Task<Reply> Use(
        Visitor visitor, Reply page, SoftAuthenticator key, string handle, byte[]? challenge = null, Reply? fields = null) =>
        await Send(visitor, fields ?? page, key.Assert(Gateway.Url, challenge ?? Challenge(page)), handle);

    public static Task<Reply> Send(Visitor visitor, Reply page, string answer, string handle)
    {
        List<(string, string)> fields =
        [
            ("ticket", Kit.Visitor.Hidden(page, "ticket")!), ("begun", Kit.Visitor.Hidden(page, "begun")!), ("answer", answer),
            ("user", handle),
        ];
        if (Kit.Visitor.Hidden(page, "request") is { } request) fields.Add(("request", request));
        return visitor.Submit("/passkey", [.. fields]);
    }

    /// <summary>All the way back to the application; the claims it gets.</summary>
    public async Task<System.Text.Json.JsonElement> SignIn(Visitor visitor, SoftAuthenticator key, string handle) =>
        await scene.Claims(await PasswordScene.Back(visitor, await Use(visitor, await ToPasskey(visitor), key, handle)));

    /// <summary>No session was opened, for anybody.</summary>
    public async Task NobodyIsSignedIn(Visitor visitor)
    {
        Assert.False(PasswordScene.IsSignedIn(visitor));
        Assert.Empty(await Gateway.Operator.Audit("sign_in.passkey"));
    }

    public ValueTask DisposeAsync() => scene.DisposeAsync();
}
