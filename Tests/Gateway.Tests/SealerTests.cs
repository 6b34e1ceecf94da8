using System.Text;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests;

/// <summary>Texts that only the service can read or could have made, for one purpose, in one tenant, until a moment.</summary>
public sealed class SealerTests
{
    private const string Purpose = "known-browser";
    private static readonly string Secret = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(at => (byte)at)]);
    private static readonly TenantId Contoso = new("contoso");
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = Now.AddMinutes(2);
    private readonly Sealer _sealer = Sealer.FromSecret(Secret, "");

    [Theory]
    [InlineData(0), InlineData(1), InlineData(120), InlineData(4000)]
    public void A_text_is_opened_by_whoever_has_the_secret(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var text = _sealer.Seal(Purpose, Contoso, content, Until);

        Assert.Equal(content, _sealer.Open(Purpose, Contoso, text, Now));
        var other = Sealer.FromSecret(Secret, "");   // another gateway, or this one after a start
        Assert.Equal(content, other.Open(Purpose, Contoso, text, Now));
        Assert.Equal(content, other.Open(Purpose, Contoso, text, Now));   // with the key that it kept
        Assert.Null(Sealer.Drawn().Open(Purpose, Contoso, text, Now));
    }

    [Fact]
    public void It_is_of_one_purpose_and_tenant_and_over_at_its_end()
    {
        var text = _sealer.Seal(Purpose, Contoso, "content"u8, Until);

        Assert.NotNull(_sealer.Open(Purpose, Contoso, text, Until.AddMilliseconds(-1)));
        Assert.Null(_sealer.Open(Purpose, Contoso, text, Until));
        Assert.Null(_sealer.Open("session", Contoso, text, Now));
        Assert.Null(_sealer.Open(Purpose, new("fabrikam"), text, Now));
    }

    [Fact]
    public void Altered_at_any_place_it_is_none()
    {
        CanonicalBase64Url.TryDecode(_sealer.Seal(Purpose, Contoso, "content"u8, Until), out var sealedBytes);
        for (var at = 0; at < sealedBytes!.Length; at++)
        {
            var altered = sealedBytes.ToArray();
            altered[at] ^= 1;
            Assert.Null(_sealer.Open(Purpose, Contoso, CanonicalBase64Url.Encode(altered), Now));
            Assert.Null(_sealer.Open(Purpose, Contoso, CanonicalBase64Url.Encode(sealedBytes.AsSpan(0, at)), Now));
        }
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("A"), InlineData("AAAA"), InlineData("not of the alphabet!")]
    public void What_was_never_sealed_is_none(string? text) => Assert.Null(_sealer.Open(Purpose, Contoso, text, Now));

    [Fact]
    public void No_two_texts_are_alike_and_all_threads_may_seal_and_open()
    {
        var texts = new string[2000];
        Parallel.For(0, texts.Length, at => texts[at] = _sealer.Seal(Purpose, Contoso, Encoding.ASCII.GetBytes($"{at}"), Until));

        Assert.Equal(texts.Length, texts.Distinct().Count());
        var other = Sealer.FromSecret(Secret, "");
        Parallel.For(0, texts.Length, at =>
        {
            Assert.Equal($"{at}", Encoding.ASCII.GetString(_sealer.Open(Purpose, Contoso, texts[at], Now)!));
            Assert.Equal($"{at}", Encoding.ASCII.GetString(other.Open(Purpose, Contoso, texts[at], Now)!));
        });
    }

    [Fact]
    public void Keys_of_a_hundred_processes_drive_none_out()
    {
        string[] texts =
            [.. Enumerable.Range(0, 100).Select(_ => Sealer.FromSecret(Secret, "").Seal(Purpose, Contoso, "content"u8, Until))];
        for (var round = 0; round < 2; round++) Assert.All(texts, text => Assert.NotNull(_sealer.Open(Purpose, Contoso, text, Now)));
    }

    [Fact]
    public void A_key_seals_so_many_texts_and_no_more()
    {
        var key = new SealingKey(new byte[32], new byte[SealingKey.NameSize], most: 3);

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => key.Takes()));
    }

    /// <summary>As they were made until November 2026: signing keys in a database, cookies of ninety days.</summary>
    [Fact]
    public void Texts_of_the_first_kind_are_opened()
    {
        const string Text = "vS_c_dgLQPkfeGYbLbtMi380M4KvLu-G-s8l_XK-bPWV--_W9KIPFdGgRTMPkei1p5nPrtgajjNOvPSFhP4weQ";

        Assert.Equal("a text of before"u8, _sealer.Open(Purpose, Contoso, Text, Now)!);
        Assert.Null(_sealer.Open("session", Contoso, Text, Now));
        Assert.Null(_sealer.Open(Purpose, Contoso, Text, DateTimeOffset.FromUnixTimeSeconds(4102444800)));
    }
}
