using System.Buffers.Text;
using System.Text;
using Xunit;

namespace Countersign.Authenticator.Tests;

public class ActivationCodeTests
{
    private const string Good =
        """{"issuer":"https://login.example/contoso","user":"alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODw"}""";

    [Fact]
    public void A_code_is_read_whole_and_written_back()
    {
        var code = ActivationCode.Parse(Coded(Good));
        Assert.Equal("https://login.example/contoso", code.Issuer.Text);
        Assert.Equal("contoso", code.Issuer.Tenant.Value);
        Assert.Equal("alice@contoso.example", code.User.Value);
        Assert.Equal("AAECAwQFBgcICQoLDA0ODw", code.Secret);
        Assert.Equal(Coded(Good), code.Write());
    }

    [Theory]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice@contoso.example"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODw","more":1}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"a@b","user":"e@b","secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"Alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":null,"secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice","secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODx"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice@contoso.example","secret":"short"}""")]
    [InlineData("""{"issuer":"ftp://login.example/contoso","user":"alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"Issuer":"https://login.example/contoso","User":"alice@contoso.example","Secret":"AAECAwQFBgcICQoLDA0ODw"}""")]
    [InlineData("""{"issuer":"https://login.example/contoso","user":"alice@contoso.example","secret":"AAECAwQFBgcICQoLDA0ODw"} x""")]
    [InlineData("""["https://login.example/contoso"]""")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_not_exactly_a_code_is_refused(string json) => Refused(Coded(json));

    [Fact]
    public void What_is_not_canonical_is_refused()
    {
        var good = Coded(Good);
        string[] others = [good + "=", " " + good, good + "\n", "CS1-" + good[4..], "cs2-" + good[4..], good[4..], "cs1-", ""];
        foreach (var text in others)
        {
            Refused(text);
        }
        Refused(Coded("\uFEFF" + Good));
        Refused("cs1-" + new string('A', 8192));
        Assert.False(ActivationCode.TryParse(null, out _));
    }

    [Theory]
    [InlineData("https://login.example/contoso", true)]
    [InlineData("https://login.example:8443/contoso", true)]
    [InlineData("http://127.0.0.1:8080/contoso", true)]
    [InlineData("http://localhost:8080/contoso", true)]
    [InlineData("http://[::1]:8080/contoso", true)]
    [InlineData("http://login.example/contoso", false)]
    [InlineData("http://192.0.2.7:8080/contoso", false)]
    [InlineData("http://127.0.0.1.login.example/contoso", false)]
    public void Plain_http_is_protected_only_on_this_machine(string text, bool isProtected)
    {
        Assert.True(Issuer.TryParse(text, out var issuer));
        Assert.Equal(isProtected, issuer.IsProtected);
        Assert.Equal("/contoso/v1/device/waiting", issuer.DevicePath("waiting"));
    }

    [Theory]
    [InlineData("https://login.example/contoso/")]
    [InlineData("https://login.example/")]
    [InlineData("https://login.example")]
    [InlineData("https://login.example/contoso/more")]
    [InlineData("https://login.example/Contoso")]
    [InlineData("https://login.example/contoso?x=1")]
    [InlineData("https://login.example/contoso#x")]
    [InlineData("https://Login.example/contoso")]
    [InlineData("https://login.example:443/contoso")]
    [InlineData("https://me@login.example/contoso")]
    [InlineData("https://login.example//contoso")]
    [InlineData("login.example/contoso")]
    [InlineData("file:///contoso")]
    public void An_issuer_has_one_spelling(string text) => Assert.False(Issuer.TryParse(text, out _));

    private static string Coded(string json) => "cs1-" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static void Refused(string text)
    {
        Assert.False(ActivationCode.TryParse(text, out var code));
        Assert.Null(code);
        Assert.Throws<FormatException>(() => ActivationCode.Parse(text));
    }
}
