using Countersign.SignIn.Users;

namespace Countersign.SignIn.Tests.Users;

/// <summary>C15: what a client must send to ask somebody on the backchannel.</summary>
public sealed class UserCodeTests
{
    private readonly Person _alice = new World().Ready();

    [Fact]
    public void Who_has_no_code_is_content_with_anything()
    {
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new CheckUserCode(null)));
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new CheckUserCode(Sample.Hash("rose"))));
    }

    [Fact]
    public void Who_has_one_is_asked_with_it_and_with_no_other()
    {
        _alice.Ask(new SetUserCode(Sample.Hash("tulip")));
        Expect.Refused(Refusal.UserCodeRequired, _alice.Ask(new CheckUserCode(null)));
        Expect.Refused(Refusal.UserCodeRefused, _alice.Ask(new CheckUserCode(Sample.Hash("rose"))));
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new CheckUserCode(Sample.Hash("tulip"))));
        _alice.Ask(new SetUserCode(null));
        Assert.IsType<UserAnswer.Done>(_alice.Ask(new CheckUserCode(null)));
    }
}
