namespace Countersign.SignIn.Tests;

/// <summary>What is a password, and which of them are the same.</summary>
public sealed class PasswordTextTests
{
    [Theory]
    [InlineData("correct horse", "correct horse")]
    [InlineData(" led by a space", " led by a space")]
    [InlineData("Ｆｕｌｌｗｉｄｔｈ１", "Fullwidth1")]
    [InlineData("e\u0301tude", "\u00e9tude")]
    [InlineData("비밀번호 네 개", "비밀번호 네 개")]
    [InlineData("\u212b ngstrom", "\u00c5 ngstrom")]
    public void The_same_password_from_another_keyboard_is_the_same(string typed, string canonical)
    {
        Assert.Equal(canonical, PasswordText.Canonical(typed));
        Assert.Equal(canonical, PasswordText.Canonical(canonical));
    }

    [Fact]
    public void What_is_no_text_is_no_password() =>
        Assert.All([null, "", "half \ud800 pair", "\udc00", "line\nbreak", "nul\0"], typed => Assert.Null(PasswordText.Canonical(typed)));

    /// <summary>
    /// Sums over every character, alone and among marks and letters that come together with it, as another program has them.
    /// </summary>
    [Theory]
    [InlineData("", "", "b7076698778b0a8775dc1558cadc93805a5282625989d35b9edaa1dd1f91e2bc")]
    [InlineData("a\u0323", "\u0301\u0323\u0301\u1161\u11a8", "06d31bb0f2b320791be1bf238894611014f37346c3adcdac895c48e573d40424")]
    public void Every_character_is_normalized_as_Unicode_14_says(string before, string behind, string sum)
    {
        using var all = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (var one = 0; one <= 0x10FFFF; one++)
        {
            if (!System.Text.Rune.IsValid(one)) continue;
            var text = before + new System.Text.Rune(one) + behind;
            all.AppendData(System.Text.Encoding.UTF8.GetBytes(Nfkc.Normalize(text)));
        }

        Assert.Equal(sum, Convert.ToHexStringLower(all.GetHashAndReset()));
    }

    [Theory]
    [InlineData(7, false), InlineData(8, true), InlineData(256, true), InlineData(257, false)]
    public void Length_is_counted_in_characters(int characters, bool isLongEnough)
    {
        Assert.Equal(isLongEnough, PasswordText.IsLongEnough(new string('x', characters)));
        Assert.Equal(isLongEnough, PasswordText.IsLongEnough(string.Concat(Enumerable.Repeat("🔑", characters))));
    }

    [Fact]
    public void What_is_very_long_is_not_looked_at() =>
        Assert.Null(PasswordText.Canonical(new string('x', Limits.TypedPasswordLength + 1)));
}
