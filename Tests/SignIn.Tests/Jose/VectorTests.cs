using System.Text.Json;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

/// <summary>Runs Tests/Vectors, which another implementation could run as well; its README explains the files.</summary>
public sealed class VectorTests
{
    private static readonly Dictionary<string, JsonElement> Accepted = ByName("accepted.json");
    private static readonly Dictionary<string, JsonElement> Refused = ByName("refused.json");

    public static TheoryData<string> AcceptedNames => new(Accepted.Keys);
    public static TheoryData<string> RefusedNames => new(Refused.Keys);

    [Theory, MemberData(nameof(AcceptedNames))]
    public void An_accepted_token_parses_verifies_and_holds_its_members(string name)
    {
        var vector = Accepted[name];
        var payload = Tokens.Parse(vector.Text("typ"), vector.Text("token"), out var token, out var fault);

        Assert.Equal(default, fault);
        Assert.NotNull(token);
        Assert.Equal(vector.Text("statement"), token.SigningInputHash.Value);
        using var key = VerificationKey.Import(TestKeys.Named(vector.Text("key")).Public);
        Assert.True(key.Verify(token));
        Assert.True(JsonElement.DeepEquals(vector.GetProperty("members"), JsonElement.Parse(payload!)));   // as we would write it ourselves
    }

    [Theory, MemberData(nameof(RefusedNames))]
    public void A_refused_token_breaks_its_rule_first(string name)
    {
        var vector = Refused[name];
        var payload = Tokens.Parse(vector.Text("typ"), vector.Text("token"), out var token, out var fault);

        if (vector.Text("fault") == nameof(TokenFault.Signature))
        {
            using var key = VerificationKey.Import(TestKeys.Named(vector.Text("key")).Public);
            Assert.NotNull(token);
            Assert.False(key.Verify(token));
            return;
        }
        Assert.Null(payload);
        Assert.Null(token);
        Assert.Equal(vector.Text("fault"), fault.ToString());
    }

    [Fact]
    public void Every_fault_is_reached()
    {
        var reached = Refused.Values.Select(vector => Enum.Parse<TokenFault>(vector.Text("fault"))).ToHashSet();
        Assert.Equal(Enum.GetValues<TokenFault>().Where(fault => fault != TokenFault.Malformed), reached.Order());
    }

    [Fact]
    public void Thumbprints_are_those_of_RFC_7638()
    {
        foreach (var vector in Vectors.List("keys.json", "accepted"))
        {
            Assert.True(PublicKey.TryParse(vector.Text("x"), vector.Text("y"), out var key));
            Assert.Equal(vector.Text("thumbprint"), key.Thumbprint.Value);
        }
    }

    [Fact]
    public void Unusual_points_are_keys_all_the_same()
    {
        foreach (var vector in Vectors.List("keys.json", "points"))
        {
            Assert.True(PublicKey.TryParse(vector.Text("x"), vector.Text("y"), out var key), vector.Text("why"));
            VerificationKey.Import(key).Dispose();
        }
    }

    [Fact]
    public void Coordinates_that_are_no_key_are_refused()
    {
        foreach (var vector in Vectors.List("keys.json", "refused"))
        {
            Assert.False(PublicKey.TryParse(vector.Text("x"), vector.Text("y"), out _), vector.Text("why"));
        }
    }

    [Fact]
    public void Contexts_hash_as_another_implementation_hashes_them()
    {
        foreach (var vector in Vectors.List("contexts.json", "contexts"))
        {
            var shown = new ShownContext(
                vector.Text("application"), vector.Text("place"), vector.Text("address"), vector.Text("browser"), vector.Text("message"));
            Assert.Equal(vector.Text("hash"), shown.Hash());
        }
    }

    private static Dictionary<string, JsonElement> ByName(string file) =>
        Vectors.List(file, "tokens").ToDictionary(vector => vector.Text("typ").Split('-', '+')[1] + ": " + vector.Text("name"));
}
