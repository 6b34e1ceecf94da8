using System.Text.RegularExpressions;
using Countersign.Authenticator.Texts;
using Xunit;

namespace Countersign.Authenticator.Tests;

public sealed partial class PhoneTextsTests
{
    [Fact]
    public void Every_text_is_there_in_all_three_languages_and_names_the_same_things()
    {
        Assert.Equal(["en", "zh-Hant", "ko"], PhoneTexts.All.Select(texts => texts.Language));
        string[] common = [nameof(PhoneTexts.Language)];
        foreach (var text in typeof(PhoneTexts).GetProperties().Where(property => property.PropertyType == typeof(string)))
        {
            var said = PhoneTexts.All.Select(texts => (string)text.GetValue(texts)!).ToArray();
            Assert.All(said, value => Assert.False(string.IsNullOrWhiteSpace(value), text.Name));
            Assert.True(said.Distinct().Count() == said.Length, text.Name + " is the same in two languages");
            if (common.Contains(text.Name)) continue;
            Assert.All(said[1..], value => Assert.True(value.Any(c => c > 0x2E80), text.Name));
            Assert.All(said, value => Assert.True(Places(value) == Places(said[0]), $"{text.Name} names something else: {value}"));
        }
    }

    [Theory]
    [InlineData("zh_TW.UTF-8", null, null, "zh-Hant")]
    [InlineData("zh_HK", null, null, "zh-Hant")]
    [InlineData("zh_CN.UTF-8", null, null, "en")]
    [InlineData("ko_KR.UTF-8", null, null, "ko")]
    [InlineData("kok_IN", null, null, "en")]
    [InlineData("de_DE@euro", null, null, "en")]
    [InlineData("C", null, null, "en")]
    [InlineData(null, null, null, "en")]
    [InlineData("ko_KR.UTF-8", "en_US.UTF-8", null, "en")]
    [InlineData("ko_KR.UTF-8", "en_US.UTF-8", "zh_TW", "zh-Hant")]
    [InlineData("ko_KR.UTF-8", "", "", "ko")]
    public void The_machines_language_is_spoken_where_none_is_asked_for(string? lang, string? messages, string? all, string spoken) =>
        Assert.Equal(
            spoken, PhoneTexts.OfEnvironment(name => name switch { "LANG" => lang, "LC_MESSAGES" => messages, _ => all }).Language);

    private static string Places(string text) => string.Concat(Place().Matches(text).Select(match => match.Value).Distinct().Order());

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
