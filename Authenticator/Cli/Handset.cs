using Countersign.Authenticator.Profiles;
using Countersign.Authenticator.Texts;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Stored = Countersign.Authenticator.Profiles.Profile;

namespace Countersign.Authenticator.Cli;

/// <summary>The phone in the terminal: its folder, its connection, and how it speaks to the person.</summary>
/// <param name="Profile">The account asked for by name, or null.</param>
/// <param name="Insecure">Whether plain http to another machine is allowed.</param>
/// <param name="Texts">What it says, in the person's language.</param>
internal sealed record Handset(
    Terminal Terminal, TimeProvider Clock, ProfileFolder Folder, HttpClient Http, AppReport Report, string? Profile, bool Insecure,
    PhoneTexts Texts)
{
    /// <summary>The account to use, ready; null, and the reason said, when there is none or it is not clear which.</summary>
    public Chosen? Choose()
    {
        var names = Folder.Names();
        var name = Profile ?? (names.Count == 1 ? names[0] : null);
        var known = string.Join(", ", names);
        if (name is null && names.Count > 0) return Nothing(PhoneTexts.Fill(Texts.SeveralProfiles, known));
        if (name is null) return Nothing(Texts.NoProfileYet);
        if (Folder.Read(name) is not { } profile) return Nothing(PhoneTexts.Fill(Texts.NoSuchProfile, name, known));
        if (!profile.Activated) return Nothing(PhoneTexts.Fill(Texts.NotSetUp, name));
        if (profile.Open(Report) is not { } account) return Nothing(PhoneTexts.Fill(Texts.Damaged, name));
        return Dial(account) is { } phone ? new(name, profile, phone) : null;
    }

    /// <summary>A command as the person has to give it next: with the account's name where there are several.</summary>
    public string Command(string command, string name) =>
        "countersign-authenticator " + command + (Folder.Names().Count > 1 ? " --profile " + name : "");

    /// <summary>A phone on the account; null, and the reason said, when its issuer is not protected.</summary>
    public Phone? Dial(Account account)
    {
        if (!account.Issuer.IsProtected)
        {
            Terminal.Error.WriteLine(PhoneTexts.Fill(Texts.PlainHttp, account.Issuer));
            if (!Insecure) return Nothing<Phone>(Texts.PlainHttpRefused);
        }
        return new(account, Http, Clock, Insecure);
    }

    /// <summary>The PIN given, or asked for; null, and the reason said, when it cannot be one.</summary>
    public async Task<string?> AskPin(string? given, bool twice, CancellationToken cancel)
    {
        var pin = given ?? await Terminal.ReadSecret(Texts.AskPin, cancel);
        if (!Stored.IsPin(pin)) return Nothing<string>(PhoneTexts.Fill(Texts.PinLength, Stored.ShortestPin, Stored.LongestPin));
        if (!twice || given is not null || await Terminal.ReadSecret(Texts.AskPinAgain, cancel) == pin) return pin;
        return Nothing<string>(Texts.PinsDiffer);
    }

    /// <summary>The decision key for one approval; null, and the reason said, when the PIN is wrong.</summary>
    public SigningKey? Unlock(string name, string pin)
    {
        switch (Folder.Unlock(name, pin))
        {
            case Unlocking.Unlocked unlocked:
                return unlocked.DecisionKey;
            case Unlocking.WrongPin wrong:
                return Nothing<SigningKey>(PhoneTexts.Fill(Texts.WrongPin, wrong.Left));
            default:
                return Nothing<SigningKey>(PhoneTexts.Fill(Texts.KeyErased, Stored.MostWrongPins));
        }
    }

    /// <summary>Says why it was not done, and gives the exit code for it.</summary>
    public int Explain<T>(Reply<T> reply)
    {
        switch (reply)
        {
            case Reply<T>.Refused refused:
                foreach (var said in InOwnWords(refused.Problem.Name)) Terminal.Error.WriteLine(said);
                Show(Texts.Refused, refused.Problem);
                return ExitCode.Refused;
            case Reply<T>.NoAnswer none:
                Terminal.Error.WriteLine(Say(none.Why));
                if (none.Problem is { } problem) Show(Texts.ItSaid, problem);
                return ExitCode.Unreachable;
            default:
                return ExitCode.Done;
        }
    }

    /// <summary>Says the outcome of an answer in words.</summary>
    public int SayOutcome(Reply<Decision> reply)
    {
        if (reply is not Reply<Decision>.Done done) return Explain(reply);
        var approved = done.Value == Decision.Approve;
        Terminal.Out.WriteLine(Terminal.Display.Paint(approved ? Colour.Good : Colour.Strong, approved ? Texts.Approved : Texts.Denied));
        return ExitCode.Done;
    }

    /// <summary>A refusal's meaning for whoever holds the phone; the server's own words come after it.</summary>
    private IReadOnlyList<string> InOwnWords(string name) => name switch
    {
        "invalid_device_proof" => [Texts.PhoneWasRemoved, Texts.SetUpAgain],
        "sign_in_cancelled" => [Texts.CancelledInBrowser],
        "already_decided" => [Texts.AlreadyDecided],
        "challenge_expired" or "challenge_not_found" => [Texts.TooLate],
        "number_mismatch" => [Texts.WrongNumber],
        "method_not_allowed_by_policy" => [Texts.NotAllowed],
        "phone_sign_in_not_enabled" => [Texts.NotEnabled],
        "os_too_old" or "app_upgrade_required" => [Texts.PhoneTooOld],
        _ => [],
    };

    private string Say(Unheard why) => why switch
    {
        Unheard.CannotTell => Texts.CannotTell,
        Unheard.UnknownServer => Texts.UnknownServer,
        Unheard.Unreachable => Texts.Unreachable,
        Unheard.NotTrusted => Texts.NotTrusted,
        Unheard.NotCountersign => Texts.NotCountersign,
        Unheard.TooSlow => Texts.TooSlow,
        Unheard.AskedTooOften => Texts.AskedTooOften,
        _ => Texts.Broken,
    };

    private void Show(string how, Problem problem)
    {
        var code = problem.Code.Length == 0 ? "" : $" ({Terminal.Plain(problem.Code)} {Terminal.Plain(problem.Name)})";
        Terminal.Error.WriteLine(PhoneTexts.Fill(how, Terminal.Plain(problem.Title) + code));
        if (problem.Detail.Length > 0) Terminal.Error.WriteLine(Terminal.Plain(problem.Detail));
        if (problem.RetryAfter is { } after) Terminal.Error.WriteLine(PhoneTexts.Fill(Texts.AskAgainIn, Math.Ceiling(after.TotalSeconds)));
    }

    private Chosen? Nothing(string why) => Nothing<Chosen>(why);

    private T? Nothing<T>(string why) where T : class
    {
        Terminal.Error.WriteLine(why);
        return null;
    }
}

/// <summary>An account that was chosen.</summary>
internal sealed record Chosen(string Name, Profile Profile, Phone Phone);
