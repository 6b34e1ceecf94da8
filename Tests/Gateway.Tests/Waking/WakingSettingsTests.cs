using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Countersign.Gateway.Tests.Waking;

/// <summary>What an operator sets for waking phones is read whole, or the start stops and names it.</summary>
public sealed class WakingSettingsTests
{
    private static readonly string Account = JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account", ["project_id"] = "a-project", ["client_email"] = "sender@a-project.example",
        ["private_key"] = RSA.Create(2048).ExportPkcs8PrivateKeyPem(), ["token_uri"] = "https://oauth2.example/token",
    });

    private static readonly string Key = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();

    [Fact]
    public void Browsers_are_woken_and_nobody_else_unless_it_is_said()
    {
        var waking = Read().Waking;
        Assert.True(waking is { WebPush: true, Contact: null, Fcm: null, Apns: null });
        Assert.False(Read(("WebPush", "off")).Waking.WebPush);
    }

    [Fact]
    public void The_operators_keys_are_read_and_shown_nowhere()
    {
        var waking = Read(
            ("Contact", "mailto:operator@contoso.example"), ("Fcm:Account", Account), ("Apns:Key", Key), ("Apns:KeyId", "ABC"),
            ("Apns:TeamId", "DEF"), ("Apns:Topic", "com.example.app")).Waking;
        Assert.Equal(("a-project", "sender@a-project.example"), (waking.Fcm!.Project, waking.Fcm.Email));
        Assert.Equal(("https://fcm.googleapis.com/", "https://oauth2.example/token"),
            (waking.Fcm.Address.AbsoluteUri, waking.Fcm.TokenAddress.AbsoluteUri));
        Assert.Equal("https://api.push.apple.com/", waking.Apns!.Address.AbsoluteUri);
        foreach (var text in new[] { waking.ToString(), waking.Fcm.ToString(), waking.Apns.ToString() })
            Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WebPush", "yes")]
    [InlineData("Contact", "operator@contoso.example")]
    [InlineData("Contact", "http://contoso.example")]
    [InlineData("Contact", "mailto:a@b\"")]
    [InlineData("Fcm:Account", "{}")]
    [InlineData("Fcm:Account", "a secret that is no JSON")]
    [InlineData("Fcm:Address", "http://fcm.example")]
    [InlineData("Fcm:Address", "https://127.0.0.1")]
    [InlineData("Apns:Key", "a secret that is no key")]
    [InlineData("Apns:KeyId", null)]
    [InlineData("Apns:TeamId", "../x")]
    [InlineData("Apns:Topic", "")]
    [InlineData("Apns:Address", "https://apns.example:25")]
    public void What_cannot_be_used_is_named_and_not_told(string name, string? value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Fcm:Account"] = Account, ["Apns:Key"] = Key, ["Apns:KeyId"] = "ABC", ["Apns:TeamId"] = "DEF", ["Apns:Topic"] = "com.example",
            [name] = value,
        };
        var refused = Assert.Throws<FormatException>(() => Read([.. settings.Select(one => (one.Key, one.Value))]));
        Assert.Contains("Countersign:Push:" + name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", refused.ToString(), StringComparison.Ordinal);
    }

    private static GatewaySettings Read(params (string Name, string? Value)[] values) => GatewaySettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(
            values.Select(one => KeyValuePair.Create("Countersign:Push:" + one.Name, one.Value))).Build());
}
