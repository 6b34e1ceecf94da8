using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests.Passwords;

/// <summary>Which passwords may be chosen, and how many hash at once.</summary>
public sealed class PasswordChoiceTests
{
    private static readonly TenantId Contoso = new("contoso");
    private static readonly UserKey Mona = new(new("contoso"), new("mona.smith@mail.contoso.example"));

    [Theory]
    [InlineData("four plain words here", null), InlineData("비밀번호는아무거나", null), InlineData("        ", "CS1042")]
    [InlineData("48151623", null)]
    [InlineData("7 chars", "CS1041"), InlineData("🔑🔑🔑🔑🔑🔑🔑", "CS1041"), InlineData("🔑🗝🔒🔓🔏🔐🛡⚔", null)]
    [InlineData("Password", "CS1042"), InlineData("Summer2026!", "CS1042"), InlineData("!!welcome99", "CS1042")]
    [InlineData("QWERTYUIOP", "CS1042")]
    [InlineData("12345678", "CS1042"), InlineData("aaaaaaaa", "CS1042"), InlineData("hgfedcba", "CS1042")]
    [InlineData("mona.smith", "CS1042"), InlineData("Mona.Smith2026", "CS1042"), InlineData("contoso1!", "CS1042")]
    [InlineData("mona.smith@mail.contoso.example", "CS1042"), InlineData("mona smith likes tea", null)]
    public void No_kinds_of_characters_are_asked_for_and_no_common_password_is_taken(string typed, string? code) =>
        Assert.Equal(code, new PasswordChoice(null).Judge(Mona, typed).Refused?.Code);

    [Fact]
    public void The_operators_list_counts_too()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, ["four plain words here", "", "Étude vier"]);
        try
        {
            var choice = new PasswordChoice(file);
            Assert.Equal("CS1042", choice.Judge(Mona, "Four Plain Words Here").Refused?.Code);
            Assert.Equal("CS1042", choice.Judge(Mona, "e\u0301tude vier").Refused?.Code);
            Assert.Null(choice.Judge(Mona, "four other words here").Refused);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_list_that_is_not_there_is_said_at_the_start()
    {
        var settings = new Dictionary<string, string?> { ["Countersign:Passwords:BlockList"] = "/nowhere/list" };
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationBuilder();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(configuration, settings);
        var failed = Assert.Throws<FormatException>(() => GatewaySettings.From(configuration.Build()));
        Assert.Contains("/nowhere/list", failed.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "T3")]
    public async Task The_lane_takes_known_browsers_first_and_ends_somewhere()
    {
        using var lane = new PasswordLane(threads: 1);
        using var gate = new ManualResetEventSlim();
        List<string> done = [];
        var first = lane.Begin(Contoso, () => gate.Wait(TimeSpan.FromSeconds(30)), isKnown: false)!;
        List<Task<bool>> waiting = [];
        while (lane.Begin(Contoso, () => Note("stranger"), isKnown: false) is { } queued) waiting.Add(queued);
        Assert.InRange(waiting.Count, PasswordLane.MostWaiting - 1, PasswordLane.MostWaiting);
        waiting.Add(lane.Begin(Contoso, () => Note("known"), isKnown: true)!);
        gate.Set();
        Assert.True(await first);
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);
        Assert.InRange(done.IndexOf("known"), 0, 1);   // the first stranger may have begun already

        bool Note(string who)
        {
            done.Add(who);
            return true;
        }
    }

    /// <summary>I17: a tenant whose people's passwords are guessed without end holds up no other's.</summary>
    [Fact]
    public async Task The_lane_takes_tenants_in_turn()
    {
        using var lane = new PasswordLane(threads: 1);
        using var gate = new ManualResetEventSlim();
        List<string> done = [];
        var first = lane.Begin(Contoso, () => gate.Wait(TimeSpan.FromSeconds(30)), isKnown: false)!;
        List<Task<bool>> waiting = [];
        while (lane.Begin(Contoso, () => Note("noisy"), isKnown: false) is { } queued) waiting.Add(queued);
        waiting.Add(lane.Begin(new("fabrikam"), () => Note("quiet"), isKnown: false)!);
        gate.Set();
        Assert.True(await first);
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);
        Assert.InRange(done.IndexOf("quiet"), 0, 2);

        bool Note(string who)
        {
            done.Add(who);
            return true;
        }
    }
}
