using System.Buffers.Binary;

namespace Countersign.SignIn.Tests.Tenants;

/// <summary>A tenant's own face: what is let in, and what its colour becomes (ADM-7).</summary>
public sealed class BrandingTests
{
    [Theory]
    [InlineData("#006b5b", true)]
    [InlineData("#2b4acb", true)]
    [InlineData("#000000", true)]
    [InlineData("#B00020", true)]
    [InlineData("#ffd400", false)]
    [InlineData("#ffffff", false)]
    [InlineData("#6f7bd8", false)]
    [InlineData("006b5b", false)]
    [InlineData("#006b5", false)]
    [InlineData("#006b5g", false)]
    [InlineData("#006b5b;}", false)]
    [InlineData("red", false)]
    [InlineData("", false)]
    public void A_colour_is_taken_that_people_can_read(string accent, bool isTaken) =>
        Assert.Equal(isTaken, new Branding(Accent: accent).IsWell);

    [Fact]
    public void Whatever_the_colour_what_it_becomes_can_be_read()
    {
        var (tint, ground) = (new AccentColour(0x1E, 0x25, 0x40), new AccentColour(0x10, 0x15, 0x28));
        for (var value = 0; value < 1 << 24; value += 12_347)
        {
            var colour = new AccentColour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            if (!colour.IsLegible) continue;
            Assert.True(AccentColour.Contrast(colour, new(255, 255, 255)) >= AccentColour.LeastContrast, $"{colour} under white");
            Assert.True(AccentColour.Contrast(colour.Deeper(), new(255, 255, 255)) >= AccentColour.LeastContrast, $"{colour} pointed at");
            var dark = colour.ForDark();
            Assert.True(AccentColour.Contrast(dark, tint) >= AccentColour.LeastContrast, $"{colour} in the dark");
            Assert.True(AccentColour.Contrast(dark, ground) >= AccentColour.LeastContrast, $"{colour} under dark text");
            Assert.True(AccentColour.Contrast(dark.Lighter(), ground) >= AccentColour.LeastContrast, $"{colour} pointed at in the dark");
        }
    }

    [Fact]
    public void Contrast_is_as_it_is_measured_everywhere()
    {
        Assert.Equal(21, AccentColour.Contrast(new(0, 0, 0), new(255, 255, 255)), 6);
        Assert.Equal(1, AccentColour.Contrast(new(9, 8, 7), new(9, 8, 7)), 6);
        Assert.Equal(4.54, AccentColour.Contrast(new(0x76, 0x76, 0x76), new(255, 255, 255)), 2);
    }

    [Theory]
    [InlineData("Contoso Ltd", true)]
    [InlineData("", false)]
    [InlineData("Con\u202Etoso", false)]
    [InlineData("\u200B", false)]
    public void T_38_Name_and_contact_are_text_that_may_be_shown(string text, bool isTaken)
    {
        Assert.Equal(isTaken, new Branding(Name: text).IsWell);
        Assert.Equal(isTaken, new Branding(Contact: text).IsWell);
        Assert.False(new Branding(Name: new string('a', Limits.BrandNameLength + 1)).IsWell);
        Assert.False(new Branding(Contact: new string('a', Limits.DisplayTextLength + 1)).IsWell);
    }

    [Fact]
    public void A_logo_is_a_whole_small_png_and_nothing_besides()
    {
        var png = Png();
        Assert.True(IsTaken(png));
        Assert.True(IsTaken(Png(("gAMA", 4), ("tRNS", 2))));
        foreach (var chunk in new[] { "tEXt", "iCCP", "eXIf", "acTL", "fcTL", "zzZz", "IHDR" })
            Assert.False(IsTaken(Png((chunk, 8))), chunk);
        for (var length = 0; length < png.Length; length++) Assert.False(IsTaken(png[..length]), $"cut at {length}");
        Assert.False(IsTaken([.. png, 0]));
        Assert.False(IsTaken(Png(("IDAT", Limits.LogoBytes))));
        foreach (var side in new[] { 16, 20 })
        {
            foreach (var pixels in new uint[] { 0, PngImage.MostPixels + 1, uint.MaxValue })
            {
                var wrong = (byte[])png.Clone();
                BinaryPrimitives.WriteUInt32BigEndian(wrong.AsSpan(side), pixels);
                Assert.False(IsTaken(wrong), $"{pixels} pixels");
            }
        }

        Assert.False(new Branding(Logo: Convert.ToBase64String("<svg xmlns='http://www.w3.org/2000/svg'/>"u8)).IsWell);
        Assert.False(new Branding(Logo: "not base64").IsWell);
        Assert.False(new Branding(Logo: Convert.ToBase64String(png).Insert(4, "\n")).IsWell);
    }

    [Fact]
    public void T_31_The_audit_names_a_logo_by_its_hash()
    {
        var world = new World();
        var logo = Convert.ToBase64String(Png());
        var set = new TenantQuestion.SetSettings(
            Sample.Request("brand"), TenantSettings.Default with { Branding = new("Contoso", "#006b5b", logo, "Call 5500") });
        var fact = Assert.Single(TenantRules.Decide(world.Tenant, set, world.Id, world.Now).Facts);
        Assert.IsType<TenantAnswer.Is>(world.Ask(set));
        Assert.Contains("#006b5b", fact.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(logo, fact.Detail, StringComparison.Ordinal);
        Assert.IsType<TenantAnswer.Refused>(world.Ask(set with
        {
            Request = Sample.Request("other"), Settings = TenantSettings.Default with { Branding = new(Accent: "#ffd400") },
        }));
    }

    private static bool IsTaken(byte[] image) => new Branding(Logo: Convert.ToBase64String(image)).IsWell;

    /// <summary>One pixel by one; checksums are the browser's affair.</summary>
    private static byte[] Png(params (string Type, int Length)[] between)
    {
        (string Type, byte[] Content)[] chunks =
        [
            ("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]), .. between.Select(one => (one.Type, new byte[one.Length])),
            ("IDAT", new byte[11]), ("IEND", []),
        ];
        List<byte> all = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        foreach (var (type, content) in chunks)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
            all.AddRange([.. length, .. System.Text.Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0]);
        }

        return [.. all];
    }
}
