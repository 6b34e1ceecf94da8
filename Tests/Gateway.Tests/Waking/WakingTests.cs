using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.Gateway.Waking;

namespace Countersign.Gateway.Tests.Waking;

/// <summary>PHO-4, T33: a phone that sleeps is told to look, by the push service it registered with, and told nothing else.</summary>
public sealed class WakingTests
{
    private const string Ada = "ada@contoso.example";
    private static readonly string AppleToken = new('a', 64);
    private static readonly PushReceiver Receiver = new();

    [Fact]
    public void The_tests_own_reader_reads_the_message_of_RFC_8291()
    {
        var receiver = new PushReceiver(
            Base64Url.DecodeFromChars("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"));
        Assert.Equal(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            Base64Url.EncodeToString(receiver.Public));
        Assert.Equal("When I grow up, I want to be a watermelon"u8, receiver.Read(Base64Url.DecodeFromChars(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
            + "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")));
    }

    [Fact]
    public async Task A_browser_that_sleeps_is_told_to_look_urgently_within_two_seconds()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription(services.Url + "/send/ada"))).MustBe(204);
        var number = await gateway.Browser().Prompt(Ada);
        var began = TimeProvider.System.GetTimestamp();
        var heard = await services.Next();
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(2));
        Assert.Equal("web_push sent", await counts.Next());

        Assert.Equal("/send/ada", heard.Path);
        Assert.Equal("look"u8, Receiver.Read(heard.Body));
        Assert.Equal(("aes128gcm", "high", "120"), (heard["Content-Encoding"], heard["Urgency"], heard["TTL"]));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", heard["Topic"]);
        await MustKnowUs(gateway, services, heard);
        (await phone.Approve(number)).MustBe(200);
        Assert.Equal("on", await PushRegistrationTests.StandingOf(await gateway.SignIn(phone)));
    }

    /// <summary>RFC 8292: the token is for this push service, signed by the key that phones are given, for a day at most.</summary>
    private static async Task MustKnowUs(RunningGateway gateway, PushServices services, Pushed heard)
    {
        var parts = heard["Authorization"]["vapid ".Length..].Split(", ").ToDictionary(part => part[..1], part => part[2..]);
        var key = (await gateway.Get(gateway.Url + "/contoso/v1/device/push"))["public_key"];
        Assert.Equal(key, parts["k"]);
        var point = Base64Url.DecodeFromChars(key);
        using var signer = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] },
        });
        var claims = Verified(signer, parts["t"]);
        Assert.Equal(new Uri(services.Url).GetComponents(UriComponents.Scheme | UriComponents.Host, UriFormat.Unescaped),
            claims.GetProperty("aud").GetString());
        Assert.Equal("mailto:operator@contoso.example", claims.GetProperty("sub").GetString());
        var left = claims.GetProperty("exp").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(left, 1, 24 * 3600);
    }

    [Fact]
    public async Task A_phone_at_FCM_is_told_to_look_and_the_access_token_is_asked_for_once()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush("""{"kind":"fcm","token":"a:token_of-ada"}""")).MustBe(204);
        var first = await Begin(gateway, services, phone);
        Assert.Equal(("/v1/projects/a-project/messages:send", "Bearer token-1"), (first.Path, first["Authorization"]));
        var message = first.Json.GetProperty("message");
        Assert.Equal("a:token_of-ada", message.GetProperty("token").GetString());
        Assert.Equal("""{"countersign":"look"}""", message.GetProperty("data").GetRawText());
        var android = message.GetProperty("android");
        Assert.Equal(("HIGH", "120s"), (android.GetProperty("priority").GetString(), android.GetProperty("ttl").GetString()));
        var second = await Begin(gateway, services, phone);
        Assert.NotEqual(
            android.GetProperty("collapse_key").GetString(),
            second.Json.GetProperty("message").GetProperty("android").GetProperty("collapse_key").GetString());
        Assert.Equal(1, services.Tokens);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("Bearer token-2", (await Begin(gateway, services, phone))["Authorization"]);
    }

    [Fact]
    public async Task A_phone_at_APNs_is_told_to_look_under_a_token_that_is_used_for_three_quarters_of_an_hour()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush($$"""{"kind":"apns","token":"{{AppleToken}}"}""")).MustBe(204);
        var at = gateway.Clock.GetUtcNow();
        var first = await Begin(gateway, services, phone);
        Assert.Equal(("/3/device/" + AppleToken, "HTTP/2"), (first.Path, first.Protocol));
        var end = at.AddSeconds(120).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            (PushServices.AppleTopic, "alert", "10", end),
            (first["apns-topic"], first["apns-push-type"], first["apns-priority"], first["apns-expiration"]));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", first["apns-collapse-id"]);
        Assert.Equal(["aps"], first.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""{"loc-key":"COUNTERSIGN_LOOK"}""", first.Json.GetProperty("aps").GetProperty("alert").GetRawText());
        var claims = Verified(PushServices.AppleKey, first["Authorization"]["bearer ".Length..]);
        Assert.Equal((PushServices.AppleTeam, at.ToUnixTimeSeconds()),
            (claims.GetProperty("iss").GetString(), claims.GetProperty("iat").GetInt64()));

        gateway.Clock.Advance(TimeSpan.FromMinutes(44));
        Assert.Equal(first["Authorization"], (await Begin(gateway, services, phone))["Authorization"]);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(first["Authorization"], (await Begin(gateway, services, phone))["Authorization"]);
    }

    [Fact]
    public async Task No_message_says_who_where_or_what_for()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        foreach (var subscription in new[]
                 {
                     Receiver.Subscription(services.Url + "/send/1"), """{"kind":"fcm","token":"t"}""",
                     $$"""{"kind":"apns","token":"{{AppleToken}}"}""",
                 })
        {
            var phone = await gateway.Enrol($"grace{subscription.Length}@contoso.example");
            (await phone.SetPush(subscription)).MustBe(204);
            var browser = gateway.Browser();
            var start = (await browser.Start(phone.User, more: ",\"application\":\"payroll\"")).MustBe(200);
            var (heard, seen) = (await services.Next(), await phone.See());
            string[] secrets =
            [
                phone.User, "grace", "contoso", phone.Device, start["number"], seen.GetProperty("challenge").GetString()!,
                seen.GetProperty("nonce").GetString()!, "payroll",
            ];
            // The operator's own address in the token of RFC 8292 is the operator's word, and the port is this test's.
            var whole = heard.Whole.Replace("operator@contoso.example", "", StringComparison.Ordinal);
            whole = string.Join('\n', whole.Split('\n').Where(line => !line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)
                && !line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase)
                && !line.StartsWith(":authority", StringComparison.Ordinal)));
            foreach (var secret in secrets.Where(one => one.Length > 2))
                Assert.DoesNotContain(secret, whole, StringComparison.OrdinalIgnoreCase);
            (await phone.Deny()).MustBe(200);
        }
    }

    [Fact]
    public async Task A_phone_that_does_not_look_is_told_once_more_and_then_no_more()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription(services.Url + "/send/1"))).MustBe(204);
        var resting = gateway.Clock.NextWaitOf(PhoneWaker.ResendAfter);
        await gateway.Browser().Prompt(Ada);
        var first = await services.Next();
        Assert.Equal("web_push sent", await counts.Next());
        await resting;
        var last = gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(105));
        gateway.Clock.Advance(PhoneWaker.ResendAfter);
        var second = await services.Next();
        Assert.Equal((first["Topic"], "105"), (second["Topic"], second["TTL"]));
        Assert.Equal("look"u8, Receiver.Read(second.Body));
        await last;
        await phone.See();
        Assert.Equal(15, await counts.NextLook());
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False(services.HasMore);
    }

    [Fact]
    public async Task A_phone_that_looked_is_not_told_again()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        using var counts = new WakeCounts(gateway);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription(services.Url + "/send/1"))).MustBe(204);
        var resting = gateway.Clock.NextWaitOf(PhoneWaker.ResendAfter);
        await gateway.Browser().Prompt(Ada);
        await services.Next();
        await resting;
        await phone.See();
        Assert.Equal(0, await counts.NextLook());
        gateway.Clock.Advance(PhoneWaker.ResendAfter);
        (await phone.Deny()).MustBe(200);
        Assert.False(services.HasMore);
    }

    /// <summary>T33: the stored truth is asked before each message.</summary>
    [Fact]
    public async Task Nobody_is_told_again_of_a_sign_in_that_is_over()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        var phone = await gateway.Enrol(Ada);
        (await phone.SetPush(Receiver.Subscription(services.Url + "/send/1"))).MustBe(204);
        var resting = gateway.Clock.NextWaitOf(PhoneWaker.ResendAfter);
        var browser = gateway.Browser();
        await browser.Prompt(Ada);
        await services.Next();
        await resting;
        Assert.True((await browser.CancelSignIn()).IsDone);
        gateway.Clock.Advance(PhoneWaker.ResendAfter);
        await Begin(gateway, services, phone);   // and the message that comes is this one's
        Assert.False(services.HasMore);
    }

    [Fact]
    public async Task A_phone_without_a_push_service_is_not_looked_for()
    {
        await using var services = await PushServices.Start();
        await using var gateway = await RunningGateway.Furnished(services.Known);
        var phone = await gateway.Enrol(Ada);
        await gateway.Browser().Prompt(Ada);
        (await phone.Deny()).MustBe(200);
        (await phone.SetPush(Receiver.Subscription(services.Url + "/send/1"))).MustBe(204);
        (await phone.SetPush(null)).MustBe(204);
        await gateway.Browser().Prompt(Ada);
        await phone.See();
        Assert.False(services.HasMore);
    }

    /// <summary>A sign-in that the phone hears of and approves.</summary>
    private static async Task<Pushed> Begin(RunningGateway gateway, PushServices services, Handset phone)
    {
        var number = await gateway.Browser().Prompt(phone.User);
        var heard = await services.Next();
        (await phone.Approve(number)).MustBe(200);
        return heard;
    }

    private static JsonElement Verified(ECDsa signer, string token)
    {
        var parts = token.Split('.');
        Assert.True(signer.VerifyData(
            Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        return JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
    }
}
