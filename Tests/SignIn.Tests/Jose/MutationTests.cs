using System.Text;
using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

/// <summary>Random damage to good tokens: never an exception, and nothing that was not signed is ever accepted (T9, T12).</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;
    private const string Interesting = ".=-_ \n\"\\{}[],:0A\u0000\u00e9\ud83e";

    private static readonly string[] Snippets =
        ["\\u0061", "\"alg\":\"none\",", "/**/", "[[[[[[[[[", "1e3", "\\ud800", ",", "null", "\"iat\":1,"];

    [Theory]
    [InlineData(20261122)]
    [InlineData(7)]
    public void A_damaged_token_is_refused_without_an_exception(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var good = Vectors.List("accepted.json", "tokens");
        using var requestKey = VerificationKey.Import(TestKeys.Request.Public);
        using var decisionKey = VerificationKey.Import(TestKeys.Decision.Public);
        var parsed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var vector = good[random.Next(good.Count)];
            var original = vector.Text("token");
            var damaged = random.Next(2) == 0 ? DamageText(random, original) : DamagePart(random, original);
            var payload = Tokens.Parse(vector.Text("typ"), damaged, out var token, out var fault);
            Assert.Equal(payload is null, token is null);
            Assert.Equal(payload is null, fault != default);
            if (token is null) continue;
            parsed++;
            var key = vector.Text("key") == "request" ? requestKey : decisionKey;
            Assert.True(!key.Verify(token) || SigningInput(damaged) == SigningInput(original), $"seed {seed}, round {round}: {damaged}");
        }
        Assert.InRange(parsed, 1, Rounds - 1);   // some damage must get as far as the signature, or this proves nothing about it
    }

    private static string SigningInput(string jws) => jws[..jws.LastIndexOf('.')];

    private static string DamageText(Random random, string text)
    {
        var at = random.Next(text.Length);
        return random.Next(5) switch
        {
            0 => text[..at] + Interesting[random.Next(Interesting.Length)] + text[(at + 1)..],
            1 => text[..at] + (char)random.Next('0', 'z') + text[(at + 1)..],
            2 => text.Remove(at, random.Next(1, Math.Min(8, text.Length - at) + 1)),
            3 => text.Insert(at, Interesting[random.Next(Interesting.Length)].ToString()),
            _ => text[..at] + text[random.Next(text.Length)..],
        };
    }

    // The header or the payload is damaged inside its encoding, so that the damage reaches the JSON reader.
    private static string DamagePart(Random random, string jws)
    {
        var parts = jws.Split('.');
        var part = random.Next(4) == 0 ? 0 : 1;
        Assert.True(CanonicalBase64Url.TryDecode(parts[part], out var bytes));
        parts[part] = CanonicalBase64Url.Encode(DamageBytes(random, bytes));
        return string.Join('.', parts);
    }

    private static byte[] DamageBytes(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return [.. bytes[..at], .. Encoding.ASCII.GetBytes(Snippets[random.Next(Snippets.Length)]), .. bytes[at..]];
            default:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 4))..]];
        }
    }
}
