namespace Countersign.SignIn.Tests.Users;

/// <summary>I24: one user, one spelling, one key.</summary>
public sealed class NameTests
{
    private const string Letters = "aAbBzZ019@@..-_+' :\tßıİKåÅ١‍";

    [Theory]
    [InlineData("alice@contoso.example", "alice@contoso.example")]
    [InlineData("  Alice@CONTOSO.Example\t", "alice@contoso.example")]
    [InlineData("o'brien+x@c", "o'brien+x@c")]
    [InlineData("alice@contoso.example\u00A0", "alice@contoso.example")]
    [InlineData("\u200Balice@contoso.example\u200B", "alice@contoso.example")]
    [InlineData("\talice@contoso.example\t \u00A0", "alice@contoso.example")]
    [InlineData("\uFEFFalice@contoso.example\u2060", "alice@contoso.example")]
    [InlineData("\u3000alice@contoso.example\u200E\u00AD", "alice@contoso.example")]
    public void What_was_typed_becomes_canonical(string typed, string canonical) => Assert.Equal(canonical, Sample.Name(typed).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("@contoso.example")]
    [InlineData("alice@")]
    [InlineData("alice@con..toso")]
    [InlineData("alice@-contoso")]
    [InlineData("alice@contoso.")]
    [InlineData("a@b@c")]
    [InlineData("al ice@contoso.example")]
    [InlineData("alice:x@contoso.example")]
    [InlineData("al\u0131ce@contoso.example")]
    [InlineData("\u212Aate@contoso.example")]
    [InlineData("alice@contoso.example\n")]
    [InlineData("\u202Ealice@contoso.example")]
    [InlineData("alice@contoso.example\u2066")]
    public void What_is_no_name_is_refused(string? typed) => Assert.False(UserName.TryParse(typed, out _));

    [Theory]
    [InlineData("al ice@contoso.example", "U+0020", 3)]
    [InlineData("alice\u200B@contoso.example", "U+200B", 6)]
    [InlineData("alice@con\u00A0toso.example", "U+00A0", 10)]
    [InlineData("al\u0131ce@contoso.example", "ı (U+0131)", 3)]
    [InlineData(" alice@contoso.example,bob@contoso.example", ", (U+002C)", 22)]
    [InlineData("a@b@c", "@ (U+0040)", 4)]
    [InlineData("alice\u202E@contoso", "U+202E", 6)]
    public void A_character_that_no_name_may_hold_is_named_with_its_place(string typed, string name, int place)
    {
        Assert.False(UserName.TryParse(typed, out _));
        Assert.Equal((name, place), UserName.FirstForeign(typed) is var (rune, at) ? (TypedText.Name(rune), at) : default);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("")]
    [InlineData("\u00A0alice@contoso.example\t")]
    public void Where_no_character_is_to_blame_none_is_named(string typed) => Assert.Null(UserName.FirstForeign(typed));

    [Fact]
    public void Names_are_bounded()
    {
        Assert.True(UserName.TryParse(new string('a', Limits.UserNameLength - 2) + "@b", out _));
        Assert.False(UserName.TryParse(new string('a', Limits.UserNameLength - 1) + "@b", out _));
        Assert.False(UserName.TryParse("a@" + new string('b', Limits.DomainLength + 1), out _));
        Assert.False(UserName.TryParse(new string(' ', Limits.TypedUserNameLength) + "a@b", out _));
    }

    private static string Text(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => Letters[random.Next(Letters.Length)]));

    [Fact]
    public void Parsing_is_idempotent_and_blind_to_case_and_surrounding_white_space()
    {
        var (random, parsed) = (new Random(Seed.Value), 0);
        for (var i = 0; i < 200_000; i++)
        {
            var typed = Text(random, 7);
            if (!UserName.TryParse(typed, out var name)) continue;
            parsed++;
            Assert.True(UserName.TryParse(name.Value, out var again) && again == name);
            Assert.True(UserName.TryParse(" " + typed.ToUpperInvariant() + "\t", out var shouted) && shouted == name);
            Assert.True(name.Value.All(char.IsAscii));
        }

        Assert.True(parsed > 1000, $"only {parsed} names; seed {Seed.Value}");
    }

    [Fact]
    public void Keys_of_different_users_differ_and_lead_back()
    {
        var (random, keys) = (new Random(Seed.Value), new Dictionary<string, UserKey>());
        for (var i = 0; i < 100_000; i++)
        {
            if (!TenantId.TryParse(Text(random, 5).ToLowerInvariant(), out var tenant)
                || !UserName.TryParse(Text(random, 6), out var name)) continue;
            var key = new UserKey(tenant, name);
            Assert.Equal(key, keys.TryGetValue(key.ToKey(), out var same) ? same : keys[key.ToKey()] = key);
            Assert.Equal(key, UserKey.FromKey(key.ToKey()));
            Assert.StartsWith(UserKey.TenantPrefix(tenant), key.ToKey(), StringComparison.Ordinal);
        }

        Assert.True(keys.Count > 50, $"only {keys.Count} keys; seed {Seed.Value}");
    }

    [Fact]
    public void No_tenants_keys_begin_like_anothers()
    {
        string[] tenants = ["a", "ab", "a-b", "1", "11", "1a", "2"];
        foreach (var one in tenants)
        foreach (var other in tenants.Where(t => t != one))
            Assert.False(new UserKey(new(one), Sample.Name("a@b")).ToKey().StartsWith(UserKey.TenantPrefix(new(other)),
                StringComparison.Ordinal));
    }

    [Fact]
    public void Length_prefixes_keep_ab_c_and_a_bc_apart() =>
        Assert.NotEqual(new UserKey(new("ab"), new("c")).ToKey(), new UserKey(new("a"), new("bc")).ToKey());

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAQ", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA+A", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_handle_is_128_bits_in_its_one_form(string? text, bool accepted)
    {
        Assert.Equal(accepted, ChallengeId.TryParse(text, out _));
        Assert.Equal(accepted, DeviceId.TryParse(text, out _));
    }

    [Fact]
    public void Drawn_handles_parse_and_never_repeat()
    {
        var drawn = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            var handle = Engine.RandomValues.Handle();
            Assert.True(ChallengeId.TryParse(handle, out _) && drawn.Add(handle));
        }
    }

    [Theory]
    [InlineData("r", true)]
    [InlineData("a-b_9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a=", false)]
    public void A_request_id_is_short_base64url(string text, bool accepted)
    {
        Assert.Equal(accepted, RequestId.TryParse(text, out _));
        Assert.False(RequestId.TryParse(new string('a', Limits.RequestIdLength + 1), out _));
    }
}
