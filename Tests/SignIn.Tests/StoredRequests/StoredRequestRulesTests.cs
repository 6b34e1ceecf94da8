using System.Text;
using Countersign.Engine.Storage;
using Countersign.SignIn.StoredRequests;

namespace Countersign.SignIn.Tests.StoredRequests;

/// <summary>A client's request that waits for a person: short, soon over, and what was pushed once (I5, I12, I17).</summary>
public sealed class StoredRequestRulesTests
{
    private static readonly TenantId Contoso = new("contoso"), Fabrikam = new("fabrikam");
    private static readonly StoredRequestQuestion.Keep Keeping = new(Contoso, "portal", "body");
    private static readonly StoredRequestQuestion.Push Pushing = new(Contoso, "portal", "body");
    private static readonly StoredRequestQuestion.Come Coming = new(Contoso, "portal");
    private static readonly StoredRequestQuestion.Read Reading = new(Contoso);
    private static readonly StoredRequestQuestion.ReadPushed ReadingPushed = new(Contoso, "portal");
    private static readonly StoredRequestQuestion.Complete Completing = new(Contoso);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private StoredRequestState _state = StoredRequestState.None;
    private DateTimeOffset _now = World.Morning;

    /// <summary>After which questions, and how much later, which question is answered or refused.</summary>
    public static TheoryData<StoredRequestQuestion[], TimeSpan, StoredRequestQuestion, bool> Rules() => new()
    {
        { [], default, Reading, false },
        { [], default, ReadingPushed, false },
        { [], default, Coming, false },
        { [], default, Completing, false },
        { [Keeping], default, Reading, true },
        { [Keeping], Limits.StoredRequestLife - Moment, Reading, true },
        { [Keeping], Limits.StoredRequestLife, Reading, false },
        { [Keeping], Limits.StoredRequestLife, Completing, false },
        { [Keeping], default, new StoredRequestQuestion.Read(Fabrikam), false },
        { [Keeping], default, ReadingPushed, false }, { [Keeping], default, Coming, false },
        { [Keeping, Completing], default, Completing, true },
        { [Keeping], default, Keeping, true },
        { [Keeping], default, Keeping with { Body = "other" }, false },
        { [Keeping], default, Pushing, false },
        { [Pushing], default, Reading, false },
        { [Pushing], Limits.PushedRequestLife - Moment, Coming, true },
        { [Pushing], Limits.PushedRequestLife, Coming, false }, { [Pushing], Limits.PushedRequestLife, ReadingPushed, false },
        { [Pushing], Limits.PushedRequestLife, Completing, false },
        { [Pushing], default, Coming with { Client = "wiki" }, false },
        { [Pushing], default, ReadingPushed with { Client = "wiki" }, false },
        { [Pushing], default, Coming with { Tenant = Fabrikam }, false },
        { [Pushing], default, new StoredRequestQuestion.Complete(Fabrikam), false },
        { [Pushing], default, Pushing, true }, { [Pushing], default, Keeping, false },
        { [Pushing, Completing], default, Completing, false }, { [Pushing, Completing], default, Coming, false },
        { [Pushing, Coming], default, Reading, true }, { [Pushing, Coming], default, Coming, true },
        { [Pushing, Coming], Limits.PushedRequestLife, Coming, false }, { [Pushing, Coming], Limits.PushedRequestLife, Reading, true },
        { [Pushing, Coming], Limits.StoredRequestLife, Reading, false },
        { [Pushing, Coming, Completing], default, Completing, false }, { [Pushing, Coming, Completing], default, Reading, false },
        { [Pushing, Coming, Completing], default, ReadingPushed, false },
    };

    [Theory, MemberData(nameof(Rules)), Trait("Rule", "I5")]
    public void A_request_is_there_for_its_client_in_its_time_and_what_was_pushed_once(
        StoredRequestQuestion[] before, TimeSpan later, StoredRequestQuestion question, bool isAnswered)
    {
        foreach (var done in before) Assert.IsNotType<StoredRequestAnswer.Refused>(Ask(done));
        _now += later;
        var (stood, answer) = (Text, Ask(question));
        Assert.Equal(isAnswered, answer is not StoredRequestAnswer.Refused);
        if (!isAnswered) Assert.Equal(stood, Text);
    }

    [Fact, Trait("Rule", "I17")]
    public void A_row_goes_with_its_time_and_a_request_too_long_makes_none()
    {
        Assert.Throws<ArgumentException>(() => Ask(Keeping with { Body = new('x', Limits.StoredRequestLength + 1) }));
        Ask(Pushing);
        Assert.Equal(World.Morning + Limits.PushedRequestLife, _state.Due);
        _now += TimeSpan.FromSeconds(10);
        Assert.Equal(new StoredRequestAnswer.Is("body", _now, IsOnce: true), Ask(Coming));
        Assert.Equal(_now + Limits.StoredRequestLife, _state.Due);
    }

    private StoredRequestAnswer Ask(StoredRequestQuestion question)
    {
        var ruling = StoredRequestRules.Decide(_state, question, _now);
        foreach (var happened in ruling.Events) _state = StoredRequestRules.Apply(_state, happened);
        if (!ruling.Events.IsEmpty) _state = StateJson.ReadRequest(StateJson.Write(_state));
        return ruling.Answer;
    }

    private string Text => Encoding.UTF8.GetString(StateJson.Write(_state));
}
