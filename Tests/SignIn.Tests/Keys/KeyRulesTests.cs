using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests.Keys;

/// <summary>A tenant's signing keys: when one signs, when it is published, who may add the next.</summary>
public sealed class KeyRulesTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private const SigningAlgorithm Es = SigningAlgorithm.ES256, Rs = SigningAlgorithm.RS256;

    private readonly TenantState _tenant = new World().Tenant;
    private KeyRingState _keys = KeyRingState.None;
    private DateTimeOffset _now = World.Morning;

    private static SealedKey Key(string id, SigningAlgorithm algorithm = Es) =>
        new(id, algorithm, $$"""{"kid":"{{id}}"}""", "sealed " + id, DateTimeOffset.UnixEpoch);

    private KeyRingAnswer Ask(KeyRingQuestion command)
    {
        var ruling = KeyRingRules.Decide(_keys, command, new("contoso"), _tenant, _now);
        foreach (var happened in ruling.Events) _keys = KeyRingRules.Apply(_keys, happened);
        _keys = StateJson.ReadKeys(StateJson.Write(_keys));
        return ruling.Answer;
    }

    private void Add(string id, string? replaces, SigningAlgorithm algorithm = Es)
    {
        var are = Assert.IsType<KeyRingAnswer.Are>(Ask(new KeyRingQuestion.Add(Key(id, algorithm), replaces)));
        Assert.Equal(_keys.Keys, are.Keys.Keys);
    }

    private void Refuses(SealedKey key, string? replaces, Refusal why = Refusal.KeyRefused)
    {
        var before = _keys.Keys;
        Assert.Equal(new KeyRingAnswer.Refused(why), Ask(new KeyRingQuestion.Add(key, replaces)));
        Assert.Equal(before, _keys.Keys);
    }

    private string? Signing(SigningAlgorithm algorithm = Es) => KeyRingRules.Signing(_keys, algorithm, _now)?.KeyId;

    private string Published => string.Join(' ', KeyRingRules.Published(_keys, _now).Select(key => key.KeyId));

    [Fact]
    public void The_first_key_signs_at_once_and_its_time_is_its_turns()
    {
        Assert.Null(Signing());
        Assert.True(KeyRingRules.NeedsNew(_keys, Es, _now));
        Add("a", null);
        Assert.Equal(("a", "a"), (Signing(), Published));
        Assert.Equal(World.Morning, Assert.Single(_keys.Keys).CreatedAt);
        Assert.False(KeyRingRules.NeedsNew(_keys, Es, _now));
        Assert.True(KeyRingRules.NeedsNew(_keys, Rs, _now));
    }

    [Fact]
    public void Of_a_key_that_has_left_the_public_part_is_remembered_for_eight_more()
    {
        Add("0", null);
        for (var i = 1; i <= Limits.FormerKeysPerAlgorithm + 2; i++)
        {
            _now += Limits.SigningKeyLife + Limits.SigningKeyNotice * 2;
            Add($"{i}", $"{i - 1}");
        }

        string[] remembered = [.. KeyRingRules.Remembered(_keys).Select(key => key.KeyId).Order(StringComparer.Ordinal)];
        Assert.Equal(["1", "10", "2", "3", "4", "5", "6", "7", "8", "9"], remembered);
        Assert.DoesNotContain("sealed 1\"", System.Text.Encoding.UTF8.GetString(StateJson.Write(_keys)), StringComparison.Ordinal);
        Assert.Equal("9 10", Published);
    }

    [Fact]
    public void A_new_key_is_needed_after_ninety_days_published_a_day_before_it_signs_and_the_old_one_a_day_and_a_token_longer()
    {
        Add("a", null);
        _now += Limits.SigningKeyLife - Moment;
        Refuses(Key("b"), "a");
        _now += Moment;
        Add("b", "a");
        Assert.Equal(("a", "a b"), (Signing(), Published));
        _now += Limits.SigningKeyNotice - Moment;
        Assert.Equal(("a", "a b"), (Signing(), Published));
        _now += Moment;
        Assert.Equal(("b", "a b"), (Signing(), Published));
        _now += Limits.SigningKeyNotice + Limits.AccessTokenLife - Moment;
        Assert.Equal(("b", "a b"), (Signing(), Published));
        _now += Moment;
        Assert.Equal(("b", "b"), (Signing(), Published));
    }

    [Fact]
    public void What_is_published_no_more_goes_with_the_next_and_a_late_rotation_leaves_no_gap()
    {
        Add("a", null);
        _now += 3 * Limits.SigningKeyLife;
        Assert.Equal("a", Signing());
        Add("b", "a");
        Assert.Equal("a", Signing());
        _now += Limits.SigningKeyLife;
        Add("c", "b");
        Assert.Equal(["b", "c"], _keys.Keys.Select(key => key.KeyId));
        Assert.Equal("b", Signing());
    }

    [Fact]
    public void Each_algorithm_has_its_own_line()
    {
        Add("e", null);
        Add("r", null, Rs);
        _now += Limits.SigningKeyLife;
        Add("e2", "e");
        _now += Limits.SigningKeyNotice;
        Assert.Equal(("e2", "r"), (Signing(), Signing(Rs)));
        Assert.Equal("e r e2", Published);
        Assert.Null(Signing(SigningAlgorithm.PS256));
    }

    [Fact, Trait("Rule", "I13")]
    public void Whoever_saw_an_older_state_adds_nothing_and_the_same_key_again_is_no_second_one()
    {
        Add("a", null);
        Refuses(Key("b"), null);
        Refuses(Key("a") with { PublicJwk = "other" }, "a");
        Add("a", null);
        Assert.Single(_keys.Keys);
        _now += Limits.SigningKeyLife;
        Refuses(Key("b"), "z");
        Add("b", "a");
        Refuses(Key("c"), "a");
        Refuses(Key("c"), "b");
    }

    [Fact]
    public void A_key_has_its_form()
    {
        Refuses(Key(""), null);
        Refuses(Key("a b"), null);
        Refuses(Key(new('a', Limits.KeyIdLength + 1)), null);
        Refuses(Key("a", SigningAlgorithm.Malformed), null);
        Refuses(Key("a", (SigningAlgorithm)4), null);
        Refuses(Key("a") with { PublicJwk = new('a', Limits.JwkLength + 1) }, null);
        Refuses(Key("a") with { SealedPrivate = new('a', Limits.SealedKeyLength + 1) }, null);
    }

    [Fact, Trait("Rule", "I17")]
    public void In_no_tenant_there_are_no_keys()
    {
        foreach (var command in (KeyRingQuestion[])
            [new KeyRingQuestion.Read(), new KeyRingQuestion.Add(Key("a"), null), new KeyRingQuestion.Abandon()])
        {
            var ruling = KeyRingRules.Decide(_keys, command, new("contoso"), TenantState.None, _now);
            Assert.Equal(new KeyRingAnswer.Refused(Refusal.TenantNotFound), ruling.Answer);
            Assert.Empty(ruling.Events);
        }

        Assert.Equal(
            Family.Of(typeof(KeyRingQuestion)),
            [typeof(KeyRingQuestion.Read), typeof(KeyRingQuestion.Add), typeof(KeyRingQuestion.Abandon)]);
        Assert.IsType<KeyRingAnswer.Are>(Ask(new KeyRingQuestion.Read()));
    }

    [Fact, Trait("Rule", "N18")]
    public void A_new_key_is_recorded_and_its_private_part_is_not()
    {
        var ruling = KeyRingRules.Decide(_keys, new KeyRingQuestion.Add(Key("a"), null), new("contoso"), _tenant, _now);
        Assert.Single(ruling.Events);
        var fact = Assert.Single(ruling.Facts);
        Assert.Equal(("key.added", "ES256 a"), (fact.Kind, fact.Detail));
    }

    [Fact, Trait("Rule", "F20")]
    public void Keys_whose_secret_is_lost_go_all_at_once_are_recorded_and_the_next_signs_at_once()
    {
        Add("a", null);
        Add("r", null, Rs);
        var ruling = KeyRingRules.Decide(_keys, new KeyRingQuestion.Abandon(), new("contoso"), _tenant, _now);
        Assert.Equal(("keys.abandoned", "2 keys"), (Assert.Single(ruling.Facts).Kind, ruling.Facts[0].Detail));
        Ask(new KeyRingQuestion.Abandon());
        Assert.Empty(_keys.Keys);
        Add("b", null);
        Assert.Equal(("b", "b"), (Signing(), Published));
    }

    /// <summary>Each key signs in its turn: another before its time is made once the newest is known everywhere.</summary>
    [Fact]
    public void A_key_before_its_time_is_made_at_most_once_a_day()
    {
        Add("a", null);
        Assert.Equal(new KeyRingAnswer.Refused(Refusal.KeyRefused), Early("b", "a"));
        _now += Limits.SigningKeyNotice - Moment;
        Assert.Equal(new KeyRingAnswer.Refused(Refusal.KeyRefused), Early("b", "a"));
        _now += Moment;
        Refuses(Key("b"), "a");   // nobody asked for one
        Assert.Equal(new KeyRingAnswer.Refused(Refusal.KeyRefused), Early("b", null));
        Assert.IsType<KeyRingAnswer.Are>(Early("b", "a"));
        Assert.Equal(("a", "a b"), (Signing(), Published));
        Assert.Equal(["a Signs", "b Waits"], Standing);
        Assert.Equal(new KeyRingAnswer.Refused(Refusal.KeyRefused), Early("c", "b"));
        Assert.Equal(_now + Limits.SigningKeyLife, KeyRingRules.NextAt(_keys, Es));

        _now += Limits.SigningKeyNotice;
        Assert.Equal(["a Leaves", "b Signs"], Standing);
        Assert.IsType<KeyRingAnswer.Are>(Early("c", "b"));
        Assert.Equal(["a Leaves", "b Signs", "c Waits"], Standing);
        var leaving = KeyRingRules.Standing(_keys, _now)[0];
        _now = leaving.PublishedUntil!.Value - Moment;
        Assert.Contains("a ", Published, StringComparison.Ordinal);
        _now += Moment;
        Assert.DoesNotContain("a", Published.Split(' '));
    }

    [Fact]
    public void The_fact_of_a_key_names_who_asked_for_it()
    {
        Actor ada = new("ada", "192.0.2.7/32", "ticket");
        KeyRingQuestion add = new KeyRingQuestion.Add(Key("a"), null, IsEarly: true) { By = ada };
        var fact = Assert.Single(KeyRingRules.Decide(_keys, add, new("contoso"), _tenant, _now).Facts);
        Assert.Equal(("key.added", "ada", "ticket"), (fact.Kind, fact.Actor, fact.ActorReason));
    }

    private KeyRingAnswer Early(string id, string? replaces) => Ask(new KeyRingQuestion.Add(Key(id), replaces, IsEarly: true));

    private IEnumerable<string> Standing => KeyRingRules.Standing(_keys, _now).Select(key => $"{key.Key.KeyId} {key.Use}");
}
