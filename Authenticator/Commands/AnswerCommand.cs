using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Texts;

namespace Countersign.Authenticator.Commands;

/// <summary>Answers one sign-in without asking anything: for scripts.</summary>
internal static class AnswerCommand
{
    // A server, or something before it, that does not hold the answer back is not flooded with requests.
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    public static Command Create(Globals globals)
    {
        var number = new Option<string?>("--number") { Description = "The number the browser shows: approve", HelpName = "DIGITS" };
        var pin = new Option<string?>("--pin") { Description = "The PIN; asked for when not given" };
        var deny = new Option<bool>("--deny") { Description = "Deny; needs no PIN" };
        var notMe = new Option<bool>("--not-me") { Description = "Deny, and keep whoever began it away for a day" };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for a sign-in to come", DefaultValueFactory = _ => 0 };
        var command = new Command("answer", "Answer one sign-in, for scripts") { number, pin, deny, notMe, wait };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(number) is not null) == (result.GetValue(deny) || result.GetValue(notMe)))
                result.AddError("Give either --number DIGITS or --deny.");
            if (result.GetValue(wait) is < 0 or > 3600) result.AddError("--wait is 0 to 3600 seconds.");
        });
        command.SetAction((parsed, cancel) => globals.Run(parsed, handset => Run(
            handset, parsed.GetValue(number) is { } digits ? Typed.Number(digits) : null, parsed.GetValue(notMe),
            parsed.GetValue(pin),
            TimeSpan.FromSeconds(parsed.GetValue(wait)), cancel)));
        return command;
    }

    /// <param name="number">Null to deny.</param>
    private static async Task<int> Run(
        Handset handset, string? number, bool notMe, string? pin, TimeSpan wait, CancellationToken cancel)
    {
        if (handset.Choose() is not { } chosen) return ExitCode.Usage;
        var reply = await Await(handset, chosen.Phone, wait, cancel);
        if (reply is not Reply<WaitingSignIn?>.Done done) return handset.Explain(reply);
        Screen.ShowNotices(handset, chosen, chosen.Phone.Notices);
        if (done.Value is not { } waiting)
        {
            handset.Terminal.Error.WriteLine(handset.Texts.NothingWaiting);
            return ExitCode.NothingWaiting;
        }
        Screen.ShowContext(handset.Terminal.Out, handset.Texts, waiting, handset.Terminal.Display);
        return number is null
            ? handset.SayOutcome(await chosen.Phone.Deny(waiting, cancel, notMe))
            : await Approve(handset, chosen, waiting, number, pin, cancel);
    }

    private static async Task<int> Approve(
        Handset handset, Chosen chosen, WaitingSignIn waiting, string number, string? givenPin, CancellationToken cancel)
    {
        if (!waiting.CanBe(number))
        {
            handset.Terminal.Error.WriteLine(waiting.Choices.Count > 0
                ? PhoneTexts.Fill(handset.Texts.OneOf, Terminal.Plain(string.Join(", ", waiting.Choices)))
                : PhoneTexts.Fill(handset.Texts.SoManyDigits, waiting.Digits));
            return ExitCode.Usage;
        }
        if (await handset.AskPin(givenPin, twice: false, cancel) is not { } pin) return ExitCode.Usage;
        using var key = handset.Unlock(chosen.Name, pin);
        return key is null ? ExitCode.WrongPin : handset.SayOutcome(await chosen.Phone.Approve(waiting, number, key, cancel));
    }

    /// <summary>The first thing that waits, or nothing within <paramref name="wait"/>.</summary>
    private static async Task<Reply<WaitingSignIn?>> Await(Handset handset, Phone phone, TimeSpan wait, CancellationToken cancel)
    {
        var began = handset.Clock.GetTimestamp();
        while (true)
        {
            var left = wait - handset.Clock.GetElapsedTime(began);
            var reply = await phone.Fetch(left, cancel);
            if (left <= TimeSpan.Zero || reply is not Reply<WaitingSignIn?>.Done { Value: null }) return reply;
            var early = Breath - (handset.Clock.GetElapsedTime(began) - (wait - left));
            if (early > TimeSpan.Zero) await Task.Delay(early, handset.Clock, cancel);
        }
    }
}
