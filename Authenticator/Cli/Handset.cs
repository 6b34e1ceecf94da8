using Countersign.Authenticator.Profiles;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Stored = Countersign.Authenticator.Profiles.Profile;

namespace Countersign.Authenticator.Cli;

/// <summary>The phone in the terminal: its folder, its connection, and how it speaks to the person.</summary>
/// <param name="Profile">The account asked for by name, or null.</param>
/// <param name="Insecure">Whether plain http to another machine is allowed.</param>
internal sealed record Handset(
    Terminal Terminal, TimeProvider Clock, ProfileFolder Folder, HttpClient Http, AppReport Report, string? Profile, bool Insecure)
{
    /// <summary>The account to use, ready; null, and the reason said, when there is none or it is not clear which.</summary>
    public Chosen? Choose()
    {
        var names = Folder.Names();
        var name = Profile ?? (names.Count == 1 ? names[0] : null);
        var known = string.Join(", ", names);
        if (name is null && names.Count > 0) return Nothing($"There are several profiles: {known}. Name one with --profile.");
        if (name is null) return Nothing("There is no profile yet. Begin with: countersign-authenticator enrol CODE");
        if (Folder.Read(name) is not { } profile) return Nothing($"There is no profile named {name}. There are: {known}.");
        if (!profile.Activated) return Nothing($"The profile {name} is not set up yet: give the enrol command again, or remove it.");
        if (profile.Open(Report) is not { } account) return Nothing($"The profile {name} is damaged. Remove it and enrol again.");
        return Dial(account) is { } phone ? new(name, profile, phone) : null;
    }

    /// <summary>A phone on the account; null, and the reason said, when its issuer is not protected.</summary>
    public Phone? Dial(Account account)
    {
        if (!account.Issuer.IsProtected)
        {
            Terminal.Error.WriteLine($"{account.Issuer} is plain http to another machine: others can read and change what is sent.");
            if (!Insecure) return Nothing<Phone>("Refused. To do it all the same, for a trial only, add --insecure.");
        }
        return new(account, Http, Clock, Insecure);
    }

    /// <summary>The PIN given, or asked for; null, and the reason said, when it cannot be one.</summary>
    public async Task<string?> AskPin(string? given, bool twice, CancellationToken cancel)
    {
        var pin = given ?? await Terminal.ReadSecret("PIN: ", cancel);
        if (!Stored.IsPin(pin)) return Nothing<string>($"A PIN has {Stored.ShortestPin} to {Stored.LongestPin} characters.");
        if (!twice || given is not null || await Terminal.ReadSecret("PIN, once more: ", cancel) == pin) return pin;
        return Nothing<string>("The two are not the same.");
    }

    /// <summary>The decision key for one approval; null, and the reason said, when the PIN is wrong.</summary>
    public SigningKey? Unlock(string name, string pin)
    {
        switch (Folder.Unlock(name, pin))
        {
            case Unlocking.Unlocked unlocked:
                return unlocked.DecisionKey;
            case Unlocking.WrongPin wrong:
                return Nothing<SigningKey>($"That is not the PIN. Tries left before the key is erased: {wrong.Left}.");
            default:
                return Nothing<SigningKey>(
                    $"The key that approves was erased after {Stored.MostWrongPins} wrong PINs. Remove this profile, and enrol again.");
        }
    }

    /// <summary>Says why it was not done, and gives the exit code for it.</summary>
    public int Explain<T>(Reply<T> reply)
    {
        switch (reply)
        {
            case Reply<T>.Refused { Problem: { Name: "invalid_device_proof" } stranger }:
                Terminal.Error.WriteLine("This phone was removed: set it up again. (If it was not, its clock is wrong.)");
                Terminal.Error.WriteLine("Ask for a new activation code at My Security Info; here, the commands are remove and enrol.");
                Show("Refused", stranger);
                return ExitCode.Refused;
            case Reply<T>.Refused refused:
                Show("Refused", refused.Problem);
                return ExitCode.Refused;
            case Reply<T>.NoAnswer none:
                Terminal.Error.WriteLine(none.Why);
                if (none.Problem is { } problem) Show("It said", problem);
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
        Terminal.Out.WriteLine(approved ? "Approved. The browser goes on by itself." : "Denied. Nobody was signed in.");
        return ExitCode.Done;
    }

    private void Show(string how, Problem problem)
    {
        var code = problem.Code.Length == 0 ? "" : $" ({Terminal.Plain(problem.Code)} {Terminal.Plain(problem.Name)})";
        Terminal.Error.WriteLine($"{how}: {Terminal.Plain(problem.Title)}{code}");
        if (problem.Detail.Length > 0) Terminal.Error.WriteLine(Terminal.Plain(problem.Detail));
        if (problem.RetryAfter is { } after) Terminal.Error.WriteLine($"Ask again in {Math.Ceiling(after.TotalSeconds)} s.");
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
