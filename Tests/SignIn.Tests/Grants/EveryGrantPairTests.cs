using static Countersign.SignIn.Tests.Grants.GrantScene;

namespace Countersign.SignIn.Tests.Grants;

/// <summary>Every command is answered in every state of a grant, with events that apply and a state that survives its row.</summary>
public sealed class EveryGrantPairTests
{
    private static readonly Dictionary<string, Func<GrantScene>> States = new()
    {
        ["absent"] = () => new(),
        ["asked"] = Asked,
        ["asked, too late"] = () => Asked().Later(Limits.DeviceCodeLife),
        ["asked, long ago"] = () => Asked().Later(Limits.DeviceCodeLife + Limits.ResultLife),
        ["declined"] = () => Asked().Does(new GrantQuestion.Decline(Contoso)),
        ["declined, too late"] = () => Asked().Does(new GrantQuestion.Decline(Contoso)).Later(Limits.DeviceCodeLife),
        ["agreed"] = () => Asked().Does(new GrantQuestion.Agree(Ours)),
        ["agreed, too late"] = () => Asked().Does(new GrantQuestion.Agree(Ours)).Later(Limits.DeviceCodeLife),
        ["device is live"] = () => Asked().Does(new GrantQuestion.Agree(Ours)).Does(RedeemingDevice),
        ["issued"] = () => Issued(),
        ["issued, too late"] = () => Issued().Later(Limits.CodeLife),
        ["live"] = () => Live(),
        ["live, refreshed"] = () => Live().Does(Refreshing("1", "2")),
        ["live, refreshed a moment ago"] = () => Live().Does(Refreshing("1", "2") with { SealedNext = "sealed" }),
        ["live, without a refresh token"] = () => Live(redeem: Redeeming with { RefreshSecret = null }),
        ["live, bound to a key"] = () => Live(redeem: Redeeming with { ProofKey = Key, BindRefresh = true }),
        ["live, past its day"] = () => Live().Later(Limits.GrantLife),
        ["opened by a backchannel"] = () => Opened(First),
        ["ended"] = () => Live().Does(new GrantQuestion.Revoke(Contoso, "portal")),
    };

    private static (GrantQuestion Command, Type[] Answers)[] Commands =>
    [
        (new GrantQuestion.Ask(Contoso, "portal", "openid offline_access", DeviceCode), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Ask(Contoso, "portal", "openid", Sample.Hash("another")), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Read(Contoso), [typeof(GrantAnswer.Question)]),
        (new GrantQuestion.Agree(Ours), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Decline(Contoso), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Issue(Ours, Code, Binding), [typeof(GrantAnswer.Done)]),
        (Redeeming, [typeof(GrantAnswer.Is)]),
        (RedeemingDevice, [typeof(GrantAnswer.Is)]),
        (Refreshing("1", "2"), [typeof(GrantAnswer.Is)]),
        (Refreshing("2", "3"), [typeof(GrantAnswer.Is)]),
        (Refreshing("1", "2") with { Next = null, Scope = "openid" }, [typeof(GrantAnswer.Is)]),
        (new GrantQuestion.Revoke(Contoso, "portal"), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Revoke(Contoso, "portal", First), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.EndForRestore(), [typeof(GrantAnswer.Done)]),
        (new GrantQuestion.Inspect(Contoso), [typeof(GrantAnswer.Is)]),
        (new GrantQuestion.Inspect(Contoso, "portal", First), [typeof(GrantAnswer.Is)]),
    ];

    /// <summary>The same commands by somebody whose grant it is not.</summary>
    private static IEnumerable<GrantQuestion> ByOthers =>
    [
        new GrantQuestion.Read(new("fabrikam")), new GrantQuestion.Decline(new("fabrikam")),
        new GrantQuestion.Agree(Ours with { Tenant = new("fabrikam") }), new GrantQuestion.Agree(Ours with { Client = "other" }),
        Redeeming with { Client = "other" }, Redeeming with { Tenant = new("fabrikam") }, Redeeming with { Secret = Sample.Hash("guess") },
        RedeemingDevice with { Client = "other" }, RedeemingDevice with { Tenant = new("fabrikam") },
        Refreshing("1", "2") with { Client = "other" }, Refreshing("1", "2") with { Tenant = new("fabrikam") }, Refreshing("guess", "2"),
        new GrantQuestion.Inspect(new("fabrikam")), new GrantQuestion.Inspect(Contoso, "other", First),
        new GrantQuestion.Inspect(Contoso, "portal", Sample.Hash("guess")),
    ];

    public static TheoryData<string> Every => [.. States.Keys];

    [Fact]
    public void There_is_a_sample_of_every_command_and_a_state_of_every_kind()
    {
        Assert.Equal(Family.Of(typeof(GrantQuestion)).ToHashSet(), Commands.Select(c => c.Command.GetType()).ToHashSet());
        Assert.Equal(Family.Of(typeof(GrantState)).ToHashSet(), States.Values.Select(build => build().State.GetType()).ToHashSet());
    }

    [Theory, MemberData(nameof(Every))]
    public void Every_command_is_answered(string state)
    {
        foreach (var (command, expected) in Commands)
        {
            var scene = States[state]();
            var answer = scene.Ask(command);
            Assert.True(answer is GrantAnswer.Refused || expected.Contains(answer.GetType()), $"{state}, {command}: {answer}");
            Assert.True(scene.State is GrantState.Absent || scene.State.Due > World.Morning, "a row that may go says when (I17)");
        }
    }

    /// <summary>I12, T24: another's, a guess, another kind: one refusal, and nothing is other than it was.</summary>
    [Theory, MemberData(nameof(Every))]
    public void Whose_it_is_not_hears_one_refusal_and_changes_nothing(string state)
    {
        foreach (var command in ByOthers) States[state]().Refuses(command);
        foreach (var revoke in (GrantQuestion[])[
            new GrantQuestion.Revoke(Contoso, "other"), new GrantQuestion.Revoke(new("fabrikam"), "portal"),
            new GrantQuestion.Revoke(Contoso, "portal", Sample.Hash("guess"))])
        {
            var scene = States[state]();
            Assert.IsType<GrantAnswer.Done>(scene.Ask(revoke));
            Assert.Empty(scene.Happened);
        }
    }

    [Fact]
    public void Ended_is_for_good()
    {
        foreach (var (command, _) in Commands)
        {
            var scene = States["ended"]();
            scene.Ask(command);
            Assert.IsType<GrantState.Ended>(scene.State);
            Assert.False(scene.IsLive);
        }
    }

    [Fact]
    public void Every_answer_and_every_event_occurs()
    {
        var (answers, events) = (new HashSet<Type>(), new HashSet<Type>());
        foreach (var build in States.Values)
        {
            foreach (var (command, _) in Commands)
            {
                var scene = build();
                answers.Add(scene.Ask(command).GetType());
                events.UnionWith(scene.Happened.Select(happened => happened.GetType()));
            }
        }

        Assert.Equal(Family.Of(typeof(GrantAnswer)).ToHashSet(), answers);
        Assert.Equal(Family.Of(typeof(GrantEvent)).ToHashSet(), events);
    }
}
