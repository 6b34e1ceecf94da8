using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Texts;

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
            ? handset.Texts.Ready + " " + handset.Texts.SwitchedOff
            : PhoneTexts.Fill(handset.Texts.Enabled, chosen.Profile.User, handset.Command("watch", chosen.Name)));
        return ExitCode.Done;
    }

    public static async Task<bool> IsSwitchedOff(Phone phone, CancellationToken cancel) =>
        await phone.IsSwitchedOff(cancel) is Reply<bool>.Done { Value: true };

    private static async Task<int> Disable(Handset handset, CancellationToken cancel)
    {
        if (handset.Choose() is not { } chosen) return ExitCode.Usage;
        var reply = await chosen.Phone.Disable(cancel);
        if (reply is not Reply<Accepted>.Done) return handset.Explain(reply);
        handset.Terminal.Out.WriteLine(PhoneTexts.Fill(handset.Texts.Disabled, chosen.Profile.User));
        return ExitCode.Done;
    }
}
