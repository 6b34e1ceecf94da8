using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Grains;

/// <summary>Hosts what is owed to one challenge's client.</summary>
public sealed class NoticeGrain : Grain, INoticeGrain
{
    private readonly NoticeKeeper _keeper;

    public NoticeGrain(Premises premises) => _keeper = new(new ChallengeId(this.GetPrimaryKeyString()), premises.Store, premises.Clock);

    public async Task<NoticeAnswer> Ask(NoticeCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        else if (_keeper.HasRow) DelayDeactivation(Stay.OfTheKnown);
        return answer;
    }
}
