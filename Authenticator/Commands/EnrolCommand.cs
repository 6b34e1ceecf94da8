using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Profiles;
using Countersign.Authenticator.Texts;
using Countersign.SignIn;

namespace Countersign.Authenticator.Commands;

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
            handset => Run(
                handset, Typed.Code(parsed.GetRequiredValue(code)), parsed.GetRequiredValue(name), parsed.GetValue(pin), cancel)));
        return command;
    }

    private static async Task<int> Run(Handset handset, string text, string deviceName, string? givenPin, CancellationToken cancel)
    {
        var name = handset.Profile ?? "default";
        if (Check(handset, text, deviceName, name) is not { } code) return ExitCode.Usage;
        if (await handset.AskPin(givenPin, twice: true, cancel) is not { } pin) return ExitCode.Usage;
        return await Enrolment.Enrol(handset, name, code, deviceName, pin, cancel);
    }

    /// <summary>The code, when it can be enrolled under this name.</summary>
    private static ActivationCode? Check(Handset handset, string text, string deviceName, string name)
    {
        var says = handset.Terminal.Error;
        if (!ActivationCode.TryParse(ActivationCode.Within(text), out var code))
        {
            says.WriteLine(handset.Texts.NotACode);
            return null;
        }
        if (deviceName.Length is 0 or > Limits.DisplayTextLength)
        {
            says.WriteLine(PhoneTexts.Fill(handset.Texts.NameLength, Limits.DisplayTextLength));
            return null;
        }
        if (handset.Folder.Read(name) is not { } there || (!there.Activated && IsFor(there, code))) return code;
        says.WriteLine(PhoneTexts.Fill(handset.Texts.ProfileThere, name, there.User, there.Issuer));
        says.WriteLine(handset.Texts.ChooseAnother);
        return null;
    }

    private static bool IsFor(Profile profile, ActivationCode code) => profile.Issuer == code.Issuer.Text && profile.User == code.User;
}
