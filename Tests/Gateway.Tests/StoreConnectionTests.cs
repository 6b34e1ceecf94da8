using Microsoft.Extensions.Configuration;

namespace Countersign.Gateway.Tests;

/// <summary>How the store is reached: as it is, or out of a file; shown nowhere.</summary>
public sealed class StoreConnectionTests : IDisposable
{
    private const string Connection = "Host=db;Password=s3cret-word";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Is_none_where_none_is_set() => Assert.Null(Read([]).StoreConnection);

    [Fact]
    public void Is_taken_from_the_setting() => Assert.Equal(Connection, Read(new() { ["StoreConnection"] = Connection }).StoreConnection);

    [Fact]
    public void Is_taken_from_the_file_without_its_last_line_end()
    {
        File.WriteAllText(_file, Connection + "\n");
        Assert.Equal(Connection, Read(new() { ["StoreConnectionFile"] = _file }).StoreConnection);
    }

    [Fact]
    public void Is_refused_when_it_is_given_twice() =>
        Assert.Contains(
            "both", Refusal(new() { ["StoreConnection"] = Connection, ["StoreConnectionFile"] = _file }), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("/nowhere/at/all")]
    [InlineData("")]
    public void Is_refused_when_its_file_is_empty_or_cannot_be_read(string? file) =>
        Assert.StartsWith(
            "Countersign:StoreConnectionFile names ", Refusal(new() { ["StoreConnectionFile"] = file ?? _file }), StringComparison.Ordinal);

    [Fact]
    public void Is_in_no_text_that_settings_turn_into()
    {
        var settings = Read(new() { ["StoreConnection"] = Connection });
        Assert.DoesNotContain("s3cret", settings + " " + settings.StoreSettings, StringComparison.Ordinal);
    }

    private static string Refusal(Dictionary<string, string?> section) => Assert.Throws<FormatException>(() => Read(section)).Message;

    private static GatewaySettings Read(Dictionary<string, string?> section) =>
        GatewaySettings.From(new ConfigurationBuilder()
            .AddInMemoryCollection(section.Select(pair => KeyValuePair.Create("Countersign:" + pair.Key, pair.Value))).Build());
}
