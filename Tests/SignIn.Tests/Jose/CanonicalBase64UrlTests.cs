using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.SignIn.Tests.Jose;

public sealed class CanonicalBase64UrlTests
{
    [Fact]
    public void Bytes_of_every_length_come_back()
    {
        for (var length = 0; length < 70; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 37 + length)).ToArray();
            Assert.True(CanonicalBase64Url.TryDecode(CanonicalBase64Url.Encode(bytes), out var decoded));
            Assert.Equal(bytes, decoded);
        }
    }

    // Of all texts of two characters, exactly one decodes to each value: no two texts are the same bytes.
    [Fact]
    public void Every_value_of_one_byte_has_one_text()
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n\t.";
        var texts = from first in Letters from second in Letters select $"{first}{second}";
        var decoded = texts.Where(text => CanonicalBase64Url.TryDecode(text, out _)).ToList();
        Assert.Equal(256, decoded.Count);
        Assert.All(decoded, text =>
        {
            Assert.True(CanonicalBase64Url.TryDecode(text, out var bytes));
            Assert.Equal(text, CanonicalBase64Url.Encode(bytes));
        });
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("AA==")]
    [InlineData("AAA=")]
    [InlineData("AB")]
    [InlineData("AAB")]
    [InlineData(" AAAA")]
    [InlineData("AA\nAA")]
    [InlineData("AA+A")]
    [InlineData("AA/A")]
    [InlineData("AAА")]
    public void What_is_not_canonical_is_refused(string text)
    {
        Assert.False(CanonicalBase64Url.TryDecode(text, out var bytes));
        Assert.Null(bytes);
        Assert.False(CanonicalBase64Url.TryDecode(text, new byte[16], out _));
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        Assert.False(CanonicalBase64Url.TryDecode("AAAA", new byte[2], out _));
        Assert.True(CanonicalBase64Url.TryDecode("AAAA", new byte[3], out var written));
        Assert.Equal(3, written);
    }
}
