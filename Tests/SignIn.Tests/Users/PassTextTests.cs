namespace Countersign.SignIn.Tests.Users;

/// <summary>A pass as people read it out, type it and paste it.</summary>
public sealed class PassTextTests
{
    private const string Pass = "7KQF3MXW9HTC4RDY", Old = "SS8BN94_h29QXmH4rHDvMw";

    [Theory]
    [InlineData("7KQF-3MXW-9HTC-4RDY")]
    [InlineData("7kqf3mxw9htc4rdy")]
    [InlineData(" 7KQF 3MXW 9HTC 4RDY ")]
    [InlineData("\t7kqf\u20113mxw\u20139htc\u22124rdy\u200B")]
    [InlineData("7KQF\u00A03MXW\u30009HTC\n4RDY")]
    [InlineData("７ＫＱＦ－３ＭＸＷ－９ＨＴＣ－４ＲＤＹ")]
    [InlineData("7-K-Q-F-3-M-X-W-9-H-T-C-4-R-D-Y")]
    public void Case_spaces_and_hyphens_say_nothing(string typed) => Assert.Equal(Pass, PassText.Canonical(typed));

    [Theory]
    [InlineData(Old, Old)]
    [InlineData(" SS8BN94_h29QXmH4rHDvMw\u00A0", Old)]
    [InlineData("ss8bn94_h29qxmh4rhdvmw", "ss8bn94_h29qxmh4rhdvmw")]
    [InlineData("AA-BB-CC-DD-EE-FF-GG_Q", "AA-BB-CC-DD-EE-FF-GG_Q")]
    public void A_pass_of_an_earlier_release_is_hashed_as_it_was(string typed, string canonical) =>
        Assert.Equal(canonical, PassText.Canonical(typed));

    [Theory]
    [InlineData("")]
    [InlineData("7KQF-3MXW-9HTC-4RD")]
    [InlineData("7KQF-3MXW-9HTC-4RDYY")]
    [InlineData("7KQF-3MXW-9HTC-4RD0")]
    [InlineData("7KQF-3MXW-9HTC-4RDÝ")]
    [InlineData("\U0001F511KQF-3MXW-9HTC-4RDY")]
    public void What_is_no_pass_does_not_become_one(string typed) => Assert.NotEqual(Pass, PassText.Canonical(typed));

    [Fact]
    public void A_drawn_pass_is_shown_in_groups_has_no_look_alikes_and_is_read_back()
    {
        var drawn = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            var pass = Engine.RandomValues.Pass();
            Assert.True(drawn.Add(pass));
            Assert.Matches("^([^015BIOLSUZ28AE-]{4}-){3}[^015BIOLSUZ28AE-]{4}$", PassText.Show(pass));
            Assert.Equal(pass, PassText.Canonical(PassText.Show(pass).ToLowerInvariant()));
        }
    }
}
