using System.CommandLine;
using Countersign.Authenticator.Cli;

namespace Countersign.Authenticator.Commands;

/// <summary>Stage 2, there and back (S-31, S-39).</summary>
internal static class StageCommands
{
    public static Command CreateEnable(Globals globals)
    {
        var shared = new Option<bool>("--shared") { Description = "Say that several people use this phone, to see that it is refused" };
        var command = new Command("enable", "Use this phone to sign in (stage 2 of 2)") { shared };
        command.SetAction((parsed, cancel) => globals.Run(parsed, handset => Enable(handset, parsed.GetValue(shared), cancel)));
        return command;
    }

    public static Command CreateDisable(Globals globals)
    {
        var command = new Command("disable", "Stop using this phone to sign in; it stays set up");
        command.SetAction((parsed, cancel) => globals.Run(parsed, handset => Disable(handset, cancel)));
        return command;
    }

    /// <summary>Registers the device to its user (S-50), then enables.</summary>
    private static async Task<int> Enable(Handset handset, bool shared, CancellationToken cancel)
    {
        if (handset.Choose() is not { } chosen) return ExitCode.Usage;
        var registered = await chosen.Phone.Register(shared, cancel);
        if (registered is not Reply<Accepted>.Done) return handset.Explain(registered);
        var enabled = await chosen.Phone.Enable(cancel);
        if (enabled is not Reply<Accepted>.Done) return handset.Explain(enabled);
        handset.Terminal.Out.WriteLine(await IsSwitchedOff(chosen.Phone, cancel)
            ? $"This phone is ready. {SwitchedOff}"
            : $"{chosen.Profile.User} signs in with this phone now. Next: countersign-authenticator watch");
        return ExitCode.Done;
    }

    /// <summary>What a phone says whose organisation has phone sign-in off.</summary>
    public const string SwitchedOff =
        "Your organisation has phone sign-in switched off: no sign-in asks this phone until an administrator switches it on.";

    public static async Task<bool> IsSwitchedOff(Phone phone, CancellationToken cancel) =>
        await phone.IsSwitchedOff(cancel) is Reply<bool>.Done { Value: true };

    private static async Task<int> Disable(Handset handset, CancellationToken cancel)
    {
        if (handset.Choose() is not { } chosen) return ExitCode.Usage;
        var reply = await chosen.Phone.Disable(cancel);
        if (reply is not Reply<Accepted>.Done) return handset.Explain(reply);
        handset.Terminal.Out.WriteLine($"{chosen.Profile.User} signs in with this phone no more. It stays set up; enable brings it back.");
        return ExitCode.Done;
    }
}
