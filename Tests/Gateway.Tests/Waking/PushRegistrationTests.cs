using System.Text.Json;

namespace Countersign.Gateway.Tests.Waking;

/// <summary>PHO-4, T16: a phone says where it is woken, and nobody else does.</summary>
public sealed class PushRegistrationTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly PushReceiver Receiver = new();

    [Fact]
    public async Task The_service_says_how_it_wakes_phones_and_has_the_same_key_after_a_restart()
    {
        await using var gateway = await RunningGateway.Furnished();
        var offer = await gateway.Get(gateway.Url + "/contoso/v1/device/push");
        Assert.Equal(["web_push"], offer.MustBe(200).Json.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()));
        var point = System.Buffers.Text.Base64Url.DecodeFromChars(offer["public_key"]);
        Assert.Equal((65, 4), (point.Length, point[0]));
        (await gateway.Get(gateway.Url + "/nowhere/v1/device/push")).MustBe(200);   // the same for everybody
        await gateway.Restart();
        Assert.Equal(offer["public_key"], (await gateway.Get(gateway.Url + "/contoso/v1/device/push")).MustBe(200)["public_key"]);
    }

    [Fact]
    public async Task A_gateway_with_another_secret_has_another_key()
    {
        await using var one = await RunningGateway.Start();
        await using var other = await RunningGateway.Start(
            settings => settings with { KeysSecret = Convert.ToBase64String(new byte[32]) });
        var keys = new[] { one, other }.Select(async gateway => (await gateway.Get(gateway.Url + "/contoso/v1/device/push"))["public_key"]);
        Assert.Equal(2, (await Task.WhenAll(keys)).Distinct().Count());
    }

    [Fact]
    public async Task A_phone_registers_changes_and_takes_back_where_it_is_woken()
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol(Ada);
        var session = await gateway.SignIn(phone);
        Assert.Equal("none", await StandingOf(session));
        (await phone.SetPush(Receiver.Subscription("https://push.example/send/1"))).MustBe(204);
        Assert.Equal("on", await StandingOf(session));
        (await phone.SetPush(Receiver.Subscription("https://push.example/send/2"))).MustBe(204);
        (await phone.SetPush(null)).MustBe(204);
        (await phone.SetPush(null)).MustBe(204);
        Assert.Equal("none", await StandingOf(session));
        Assert.DoesNotContain("push.example", (await session.Send(HttpMethod.Get, "/security-info")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_phone_itself_registers_and_each_proof_does_so_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, other) = (await gateway.Enrol(Ada), await gateway.Enrol("bo@contoso.example"));
        var body = Receiver.Subscription("https://push.example/send/1");
        var foreign = phone.Sign(other.Proof(HttpMethod.Put, "/device/push", body));
        (await Browser.Read(gateway.Client, phone.Request(HttpMethod.Put, "/device/push", body, "", foreign))).MustBe(401, "CS2006");
        var elsewhere = phone.Sign(phone.Proof(HttpMethod.Delete, "/device/push", body));
        (await Browser.Read(gateway.Client, phone.Request(HttpMethod.Put, "/device/push", body, "", elsewhere))).MustBe(401, "CS2006");
        var once = phone.Sign(phone.Proof(HttpMethod.Put, "/device/push", body));
        (await Browser.Read(gateway.Client, phone.Request(HttpMethod.Put, "/device/push", body, "", once))).MustBe(204);
        (await Browser.Read(gateway.Client, phone.Request(HttpMethod.Put, "/device/push", body, "", once))).MustBe(401);
        await gateway.Operator.RemoveMethod("contoso", Ada, phone.Device);
        (await phone.SetPush(body)).MustBe(401, "CS2006");
    }

    [Theory]
    [InlineData("https://127.0.0.1/send")]
    [InlineData("https://10.0.0.1/send")]
    [InlineData("https://[::1]/send")]
    [InlineData("http://push.example/send")]
    [InlineData("https://user:word@push.example/send")]
    [InlineData("https://push.example:6379/send")]
    [InlineData("https://push.example/send#part")]
    [InlineData("https://2130706433/send")]
    [InlineData("push.example")]
    [InlineData("")]
    public async Task An_endpoint_that_may_not_be_called_is_not_registered(string endpoint)
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription(endpoint))).MustBe(400, "CS1051");
        (await phone.SetPush(Receiver.Subscription("https://push.example/" + new string('a', 2048)))).MustBe(400, "CS1051");
        Assert.Equal("none", await StandingOf(await gateway.SignIn(phone)));
    }

    [Theory]
    [InlineData("""{"kind":"pager","token":"a"}""", 400, "CS1051")]
    [InlineData("""{"kind":"fcm","token":"a"}""", 409, "CS3051")]
    [InlineData("""{"kind":"apns","token":"aa"}""", 409, "CS3051")]
    [InlineData("""{"kind":"web_push","token":"a"}""", 400, "CS1051")]
    [InlineData("""{"kind":"web_push","endpoint":"https://push.example/send"}""", 400, "CS1051")]
    [InlineData("""{"endpoint":"https://push.example/send"}""", 400, "CS1000")]
    [InlineData("{}", 400, "CS1000")]
    public async Task What_is_no_subscription_changes_nothing(string body, int status, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(body)).MustBe(status, code);
        Assert.Equal("none", await StandingOf(await gateway.SignIn(phone)));
    }

    internal static async Task<string> StandingOf(Browser session) =>
        (await session.Send(HttpMethod.Get, "/security-info")).MustBe(200).Json.GetProperty("methods").EnumerateArray().Single()
            .GetProperty("push").GetString()!;
}
