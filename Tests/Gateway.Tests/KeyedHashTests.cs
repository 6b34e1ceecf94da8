using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Sealing;

namespace Countersign.Gateway.Tests;

/// <summary>A keyed hash that is made ready once is the same hash.</summary>
public sealed class KeyedHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];

    [Theory]
    [InlineData(0), InlineData(1), InlineData(63), InlineData(64), InlineData(169), InlineData(170), InlineData(5000)]
    public void It_is_what_the_key_makes_of_the_text(int length)
    {
        var keyed = new KeyedHash(Key);
        foreach (var letter in "aü人")
        {
            var text = new string(letter, length);
            Assert.Equal(Expected(text), Of(keyed, text));
            Assert.Equal(Expected(text), Of(keyed, text));   // nothing is left of the first
        }
    }

    [Fact]
    public void Many_may_ask_at_once()
    {
        var keyed = new KeyedHash(Key);
        Parallel.For(0, 20_000, at => Assert.Equal(Expected($"person {at}"), Of(keyed, $"person {at}")));
    }

    [Fact]
    public void A_call_that_fails_leaves_nothing_for_the_next()
    {
        var keyed = new KeyedHash(Key);
        Assert.Throws<ArgumentOutOfRangeException>(() => keyed.Of("lost", new byte[KeyedHash.Size - 1]));

        Assert.Equal(Expected("found"), Of(keyed, "found"));
    }

    private static byte[] Of(KeyedHash keyed, string text)
    {
        var hash = new byte[KeyedHash.Size];
        keyed.Of(text, hash);
        return hash;
    }

    private static byte[] Expected(string text) => HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text));
}
