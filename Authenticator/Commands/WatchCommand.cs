using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Texts;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator.Commands;

/// <summary>The phone lies on the table: shows what comes, and answers what the person says.</summary>
internal static class WatchCommand
{
    public static Command Create(Globals globals)
    {
        var command = new Command("watch", "Wait for sign-ins and answer them; end with Ctrl-C");
        command.SetAction((parsed, cancel) => globals.Run(parsed, async handset =>
        {
            if (handset.Choose() is not { } chosen) return ExitCode.Usage;
            try
            {
                return await new Watch(handset, chosen).Run(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return ExitCode.Done;
            }
        }));
        return command;
    }

    private sealed class Watch(Handset handset, Chosen chosen)
    {
        private static readonly Task<string?> NoKeyboard = new TaskCompletionSource<string?>().Task;
        private static readonly TimeSpan[] Spoken = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)];

        private readonly TextWriter _out = handset.Terminal.Out;
        private readonly PhoneTexts _texts = handset.Texts;
        private WaitingSignIn? _waiting;
        private long _shownAt;
        private TimeSpan _leftBefore;
        private bool _isAway;
        private bool _isOver;
        private long _told;

        public async Task<int> Run(CancellationToken cancel)
        {
            if (await StageCommands.IsSwitchedOff(chosen.Phone, cancel)) _out.WriteLine(_texts.SwitchedOff);
            _out.WriteLine(PhoneTexts.Fill(_texts.NowWatching, chosen.Profile.User, chosen.Profile.Issuer));
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await using var replies = chosen.Phone.Watch(watching.Token).GetAsyncEnumerator(watching.Token);
            var news = replies.MoveNextAsync().AsTask();
            var line = handset.Terminal.ReadLine(cancel);
            using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1), handset.Clock);
            var second = seconds.WaitForNextTickAsync(watching.Token).AsTask();
            try
            {
                while (!_isOver)
                {
                    var came = await Task.WhenAny(news, line, second);
                    if (came == second)
                    {
                        await second;
                        CountDown();
                        second = seconds.WaitForNextTickAsync(watching.Token).AsTask();
                    }
                    else if (came == line)
                    {
                        line = await Heed(await line, cancel);
                    }
                    else if (await news)
                    {
                        Hear(replies.Current);
                        news = replies.MoveNextAsync().AsTask();
                    }
                    else
                    {
                        return ExitCode.Refused;
                    }
                }

                return ExitCode.Done;
            }
            finally
            {
                // An enumerator can be put away only when it is at rest.
                await watching.CancelAsync();
                await ((Task)news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ((Task)second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private void Hear(Reply<WaitingSignIn?> reply)
        {
            handset.Terminal.Prompt(null);
            Show(reply);
            CountDown();
        }

        /// <summary>The time that is left: before what is being typed; where that cannot be, in a line of its own, twice.</summary>
        private void CountDown()
        {
            if (_waiting is not { } waiting)
            {
                handset.Terminal.Prompt("");
                return;
            }

            var left = TimeSpan.FromSeconds(waiting.ExpiresIn) - handset.Clock.GetElapsedTime(_shownAt);
            if (left < TimeSpan.Zero) left = TimeSpan.Zero;
            handset.Terminal.Prompt(Screen.TimeLeft(handset, left));
            var isSpoken = !handset.Terminal.HasPrompt && Spoken.Any(at => left <= at && at < _leftBefore);
            if (isSpoken) _out.WriteLine(PhoneTexts.Fill(_texts.SecondsLeft, Math.Ceiling(left.TotalSeconds)));
            _leftBefore = left;
        }

        /// <summary>Does what a line says; gives the next line. When input ends there is still something to watch.</summary>
        private async Task<Task<string?>> Heed(string? line, CancellationToken cancel)
        {
            if (line is null) return NoKeyboard;
            await Obey(line.Trim(), cancel);
            return _isOver ? NoKeyboard : handset.Terminal.ReadLine(cancel);
        }

        private void Show(Reply<WaitingSignIn?> reply)
        {
            if (reply is not Reply<WaitingSignIn?>.Done done)
            {
                handset.Explain(reply);
                if (reply is not Reply<WaitingSignIn?>.NoAnswer) return;
                handset.Terminal.Error.WriteLine(_texts.TryingAgain);
                _isAway = true;
                return;
            }
            if (_isAway) _out.WriteLine(handset.Terminal.Display.Paint(Colour.Good, _texts.ConnectedAgain));
            _isAway = false;
            ShowNotices();
            if (_waiting is not null && _waiting.Challenge == done.Value?.Challenge) return;   // shown before the connection was lost
            if (_waiting is not null && done.Value is null) _out.WriteLine(_texts.SignInOver);
            _waiting = done.Value;
            if (_waiting is null) return;
            _shownAt = handset.Clock.GetTimestamp();
            _leftBefore = TimeSpan.FromSeconds(_waiting.ExpiresIn);
            handset.Terminal.Ring();
            Screen.ShowContext(_out, _texts, _waiting, handset.Terminal.Display);
            Screen.ShowChoices(handset, _waiting);
        }

        /// <summary>Those that were not shown before; which of them the person has read is the person's to say.</summary>
        private void ShowNotices()
        {
            Screen.ShowNotices(handset, chosen, [.. chosen.Phone.Notices.Where(notice => notice.Number > _told)]);
            if (chosen.Phone.Notices is { Count: > 0 } notices) _told = Math.Max(_told, notices[^1].Number);
        }

        private async Task SeeNotices(CancellationToken cancel)
        {
            if (_told > 0 && await chosen.Phone.SeeNotices(_told, cancel) is var reply and not Reply<Accepted>.Done) handset.Explain(reply);
        }

        /// <summary>Only a number that could be right and the PIN behind it approve; anything unclear does nothing.</summary>
        private async Task Obey(string text, CancellationToken cancel)
        {
            if (text.Length == 0) return;
            if (text.ToLowerInvariant() is "?" or "h" or "help") ShowHelp();
            else if (text.ToLowerInvariant() is "q" or "quit" or "exit") _isOver = true;
            else if (text.ToLowerInvariant() is "seen") await SeeNotices(cancel);
            else if (_waiting is not { } waiting) _out.WriteLine(_texts.NothingWaiting);
            else if (text is "d" or "D" or "deny") await Deny(waiting, false, cancel);
            else if (text is "n" or "N" or "not me") await Deny(waiting, true, cancel);
            else if (NumberOf(waiting, text) is { } number) await Approve(waiting, number, cancel);
            else Screen.ShowChoices(handset, waiting);
        }

        private void ShowHelp()
        {
            _out.WriteLine(_texts.Help);
            _out.WriteLine(_texts.HelpNumber);
            _out.WriteLine(_texts.HelpDeny);
            _out.WriteLine(_texts.HelpNotMe);
            if (chosen.Phone.Notices.Count > 0) _out.WriteLine(_texts.HelpSeen);
            _out.WriteLine(_texts.HelpQuit);
            if (_waiting is { } waiting) Screen.ShowChoices(handset, waiting);
            else _out.WriteLine(_texts.NothingWaitingNow);
        }

        private static string? NumberOf(WaitingSignIn waiting, string typed)
        {
            var text = Typed.Number(typed);
            if (waiting.CanBe(text)) return text;
            return waiting.Mode.Meaning().OffersChoices && text.Length == 1 && text[0] >= '1' && text[0] - '1' < waiting.Choices.Count
                ? waiting.Choices[text[0] - '1']
                : null;
        }

        private async Task Approve(WaitingSignIn waiting, string number, CancellationToken cancel)
        {
            var pin = await handset.Terminal.ReadSecret(PhoneTexts.Fill(_texts.AskPinFor, number), cancel);
            if (string.IsNullOrEmpty(pin))
            {
                _out.WriteLine(_texts.NothingSent);
                return;
            }
            using var key = handset.Unlock(chosen.Name, pin);
            if (key is not null) Settle(waiting, handset.SayOutcome(await chosen.Phone.Approve(waiting, number, key, cancel)));
        }

        private async Task Deny(WaitingSignIn waiting, bool notMe, CancellationToken cancel) =>
            Settle(waiting, handset.SayOutcome(await chosen.Phone.Deny(waiting, cancel, notMe)));

        // Done or refused, there is nothing left to answer; only when nobody knows may the person try once more.
        private void Settle(WaitingSignIn answered, int exit)
        {
            if (exit != ExitCode.Unreachable && _waiting == answered) _waiting = null;
        }
    }
}
