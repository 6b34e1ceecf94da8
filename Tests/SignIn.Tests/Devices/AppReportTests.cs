using Countersign.SignIn.Devices;
using Xunit;

namespace Countersign.SignIn.Tests.Devices;

public sealed class AppReportTests
{
    [Theory]
    [InlineData("8.0")]
    [InlineData("10.15.7")]
    [InlineData("1.2.3.4")]
    [InlineData("0.0")]
    [InlineData("99999.99999.99999.99999")]
    public void A_version_is_two_to_four_numbers(string text)
    {
        Assert.True(AppReport.TryParseVersion(text, out var version));
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("8.")]
    [InlineData(".8")]
    [InlineData("8..0")]
    [InlineData("08.0")]
    [InlineData("8.00")]
    [InlineData("100000.0")]
    [InlineData("1.2.3.4.5")]
    [InlineData(" 8.0")]
    [InlineData("8.0\n")]
    [InlineData("+8.0")]
    [InlineData("8.0-beta")]
    [InlineData("٨.٠")]
    public void Anything_else_is_no_version(string? text) => Assert.False(AppReport.TryParseVersion(text, out _));

    [Fact]
    public void The_oldest_supported_systems_compare_as_versions()
    {
        Assert.True(AppReport.TryParseVersion("8.0", out var eight) && eight >= Limits.MinimumIos);
        Assert.True(AppReport.TryParseVersion("7.99", out var seven) && seven < Limits.MinimumIos);
        Assert.True(AppReport.TryParseVersion("10.0", out var ten) && ten > Limits.MinimumAndroid);
    }

    [Fact]
    public void A_platform_that_is_none_has_no_word() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AppReport.WordFor(Platform.Malformed));
}
