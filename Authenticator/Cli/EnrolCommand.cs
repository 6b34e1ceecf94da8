using System.CommandLine;
using Countersign.Authenticator.Profiles;
using Countersign.SignIn;

namespace Countersign.Authenticator.Cli;

/// <summary>Stage 1: the activation code becomes an account on this phone (S-31).</summary>
internal static class EnrolCommand
{
    public static Command Create(Globals globals)
    {
        var code = new Argument<string>("CODE") { Description = "The activation code that My Security Info shows: cs1-…" };
        var name = new Option<string>("--name") { Description = "What to call this phone", DefaultValueFactory = _ => "Terminal phone" };
        var pin = new Option<string?>("--pin")
        {
            Description = "The PIN to approve with, 6 characters or more; asked for when not given (a command line can be seen by others)",
        };
        var command = new Command("enrol", "Set this phone up with an activation code (stage 1 of 2)") { code, name, pin };
        command.SetAction((parsed, cancel) => globals.Run(
            parsed,
            handset => Run(handset, parsed.GetRequiredValue(code).Trim(), parsed.GetRequiredValue(name), parsed.GetValue(pin), cancel)));
        return command;
    }

    private static async Task<int> Run(Handset handset, string text, string deviceName, string? givenPin, CancellationToken cancel)
    {
        var name = handset.Profile ?? "default";
        if (Check(handset, text, deviceName, name) is not { } code) return ExitCode.Usage;
        if (await handset.AskPin(givenPin, twice: true, cancel) is not { } pin) return ExitCode.Usage;
        return await Enrol(handset, name, code, deviceName, pin, cancel);
    }

    /// <summary>The code, when it can be enrolled under this name.</summary>
    private static ActivationCode? Check(Handset handset, string text, string deviceName, string name)
    {
        var says = handset.Terminal.Error;
        if (!ActivationCode.TryParse(text, out var code))
        {
            says.WriteLine("That is not an activation code. It begins with cs1- and has to be copied whole.");
            return null;
        }
        if (deviceName.Length is 0 or > Limits.DisplayTextLength)
        {
            says.WriteLine($"A phone's name has 1 to {Limits.DisplayTextLength} characters.");
            return null;
        }
        if (handset.Folder.Read(name) is not { } there || (!there.Activated && IsFor(there, code))) return code;
        says.WriteLine($"There is a profile named {name} already, for {there.User} at {there.Issuer}.");
        says.WriteLine("Choose another name with --profile, or remove it first.");
        return null;
    }

    /// <summary>Enrols, the keys on disk before the server hears of them: after a lost answer the same command completes it.</summary>
    internal static async Task<int> Enrol(
        Handset handset, string name, ActivationCode code, string deviceName, string pin, CancellationToken cancel)
    {
        var folder = handset.Folder;
        using var keys = folder.Read(name) is null ? DeviceKeys.Create() : null;
        if (keys is not null)
        {
            folder.Save(name, Profile.Create(code, folder.Installation(), deviceName, keys, pin, handset.Clock.GetUtcNow()));
        }
        var profile = folder.Read(name);
        var phone = profile?.Open(handset.Report) is { } account ? handset.Dial(account) : null;
        if (phone is null) return ForgetNew(handset, name, ExitCode.Usage);
        using var decisionKey = keys?.Decision ?? handset.Unlock(name, pin);
        if (decisionKey is null) return ExitCode.WrongPin;
        var reply = await phone.Activate(code, deviceName, decisionKey, cancel);
        if (reply is Reply<Activated>.Done) return Keep(handset, name);
        var exit = handset.Explain(reply);
        if (reply is Reply<Activated>.Refused) return ForgetNew(handset, name, exit);
        handset.Terminal.Error.WriteLine("Whether the code was used is not known. Give the same command again, with the same PIN.");
        return exit;
    }

    private static int Keep(Handset handset, string name)
    {
        var profile = handset.Folder.Read(name)!;
        handset.Folder.Save(name, profile with { Activated = true });
        handset.Terminal.Out.WriteLine($"This phone is set up for {profile.User} at {profile.Issuer} (profile {name}).");
        handset.Terminal.Out.WriteLine("It is not used to sign in yet. Next: countersign-authenticator enable");
        return ExitCode.Done;
    }

    // Nothing on the server knows these keys.
    private static int ForgetNew(Handset handset, string name, int exit)
    {
        handset.Folder.Remove(name);
        return exit;
    }

    private static bool IsFor(Profile profile, ActivationCode code) => profile.Issuer == code.Issuer.Text && profile.User == code.User;
}
