using System.Diagnostics;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Crashing;

/// <summary>People who sign in, some of whom say no, tap the wrong number or walk away, while the server dies under them.</summary>
internal sealed class CrashLoad(Target target, Gate gate, Ledger ledger, double perSecond)
{
    public const string WrongNumber = "wrong_number";
    private static readonly TimeSpan OutOfPeople = TimeSpan.FromMilliseconds(50);

    /// <summary>One after another until <paramref name="enough"/>; what is under way then is finished.</summary>
    public async Task Run(int virtualUsers, CancellationToken enough, CancellationToken cancel)
    {
        var pause = TimeSpan.FromSeconds(virtualUsers / perSecond);
        await Task.WhenAll(Enumerable.Range(0, virtualUsers).Select(_ => Task.Run(() => One(pause, enough, cancel), cancel)));
    }

    private async Task One(TimeSpan pause, CancellationToken enough, CancellationToken cancel)
    {
        using var line = new Line(target, gate, ledger);
        while (!enough.IsCancellationRequested)
        {
            var next = Task.Delay(pause, cancel);   // each user's pace, so that the ledger can keep up with checking
            if (ledger.Next() is { } attempt)
            {
                await Go(attempt, line, cancel);
                ledger.Done.Enqueue(attempt);
            }
            else
            {
                await Task.Delay(OutOfPeople, cancel);
            }

            await next;
        }
    }

    private async Task Go(Attempt attempt, Line line, CancellationToken cancel)
    {
        if (!await Start(attempt, line, cancel) || attempt.Intent == Intent.Leave) return;
        if (!await Answer(attempt, line, cancel) || attempt.Intent != Intent.Redeem) return;
        var redeemed = await line.Ask(() => line.Browser.Redeem(attempt.Jar, attempt.RedeemKey, cancel), cancel);
        ledger.Check(redeemed.Status == 200, attempt, $"the approved sign-in could not be redeemed: {redeemed.Status} {redeemed.Code}");
        if (redeemed.Status == 200) ledger.Redeemed(attempt);
    }

    private async Task<bool> Start(Attempt attempt, Line line, CancellationToken cancel)
    {
        var started = await line.Ask(() => line.Browser.Start(attempt.Person.Name.Value, attempt.StartKey, attempt.Jar, cancel), cancel);
        var (reply, number) = (started.Value, started.Value?.Number);
        ledger.Check(number is not null, attempt, $"no number was shown: {started.Status} {started.Code} {reply?.Result} {reply?.Reason}");
        if (number is null) return false;
        ledger.Started(attempt, number);
        return true;
    }

    private async Task<bool> Answer(Attempt attempt, Line line, CancellationToken cancel)
    {
        var fetched = await line.Ask(() => line.Phone.Fetch(attempt.Person, cancel), cancel);
        attempt.Waiting = fetched.Value?.Waiting;
        var waits = attempt.Waiting?.Challenge == attempt.Jar.Challenge;
        ledger.Check(waits, attempt, $"the started challenge does not wait for the phone: {fetched.Status} {fetched.Code}");
        if (attempt.Waiting is null) return false;

        var statement = line.Phone.Sign(attempt.Person, attempt.Waiting, NumberTapped(attempt));
        var signed = Stopwatch.GetTimestamp();
        var answered = await line.Ask(() => line.Phone.Answer(statement, cancel), cancel);
        var outcome = Outcome(answered);
        var tooOld = Stopwatch.GetElapsedTime(signed) >= SignIn.Limits.ClockSkew;   // asked again and again meanwhile: nothing was decided
        if (tooOld && answered.Code == "CS4002") return false;
        ledger.Check(outcome == Meant(attempt.Intent), attempt, $"the answer came to {outcome}, not to {Meant(attempt.Intent)}");
        if (outcome != Meant(attempt.Intent)) return false;
        attempt.Statement = statement;
        ledger.Decided(attempt, outcome);
        return outcome == "approved";
    }

    /// <summary>The acknowledged outcome of a decision, in the words its browser sees.</summary>
    public static string Outcome(Reply<OutcomeReply> reply) => reply switch
    {
        { Status: 200, Value: { } value } => value.Outcome,
        { Status: 403, Code: "CS4007" } => WrongNumber,
        _ => $"{reply.Status} {reply.Code}",
    };

    private static string Meant(Intent intent) => intent switch
    {
        Intent.Deny => "denied",
        Intent.Mistap => WrongNumber,
        _ => "approved",
    };

    private static string NumberTapped(Attempt attempt) => attempt.Intent switch
    {
        Intent.Deny => "",
        Intent.Mistap => attempt.Waiting!.Choices.First(choice => choice != attempt.Shown),
        _ => attempt.Shown!,
    };
}
