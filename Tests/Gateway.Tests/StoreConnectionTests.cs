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

    [Theory]
    [InlineData("Admin:Token", "a-token-of-forty-characters-or-nearly-so")]
    [InlineData("Keys:Secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Other_secrets_may_stand_in_files_too(string name, string secret)
    {
        File.WriteAllText(_file, secret + "\n");
        var settings = Read(new() { [name + "File"] = _file });
        Assert.Equal(secret, name == "Admin:Token" ? settings.AdminToken : settings.KeysSecret);
        Assert.Contains("both", Refusal(new() { [name] = secret, [name + "File"] = _file }), StringComparison.Ordinal);
    }

    /// <summary>Whoever fills in nothing where a secret is expected has made a mistake: nothing is drawn in its place.</summary>
    [Theory]
    [InlineData("Admin:Token")]
    [InlineData("Keys:Secret")]
    public void A_blank_secret_is_refused(string name)
    {
        Assert.StartsWith("Countersign:" + name, Refusal(new() { [name] = "" }), StringComparison.Ordinal);
        Assert.StartsWith("Countersign:" + name, Refusal(new() { [name + "File"] = _file }), StringComparison.Ordinal);
    }

    private static string Refusal(Dictionary<string, string?> section) => Assert.Throws<FormatException>(() => Read(section)).Message;

    private static GatewaySettings Read(Dictionary<string, string?> section) =>
        GatewaySettings.From(new ConfigurationBuilder()
            .AddInMemoryCollection(section.Select(pair => KeyValuePair.Create("Countersign:" + pair.Key, pair.Value))).Build());
}
