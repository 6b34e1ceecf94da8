using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Profiles;
using Countersign.Authenticator.Texts;
using Countersign.SignIn;

namespace Countersign.Authenticator.Commands;

/// <summary>Commands about the profiles on this machine.</summary>
internal static class ProfileCommands
{
    public static Command CreateList(Globals globals)
    {
        var command = new Command("list", "Show the accounts on this phone");
        command.SetAction((parsed, _) => globals.Run(parsed, handset => Task.FromResult(List(handset))));
        return command;
    }

    public static Command CreateRemove(Globals globals)
    {
        var command = new Command("remove", "Remove an account from this phone; the server is not told");
        command.SetAction((parsed, _) => globals.Run(parsed, handset => Task.FromResult(Remove(handset))));
        return command;
    }

    public static Command CreateRename(Globals globals)
    {
        var name = new Argument<string>("name") { Description = "What to call this phone" };
        var command = new Command("rename", "Give this phone another name in your list") { name };
        command.SetAction((parsed, cancel) => globals.Run(parsed, handset => Rename(handset, parsed.GetRequiredValue(name), cancel)));
        return command;
    }

    private static async Task<int> Rename(Handset handset, string name, CancellationToken cancel)
    {
        if (handset.Choose() is not { } chosen) return ExitCode.Usage;
        if (name.Length is 0 or > Limits.DisplayTextLength)
        {
            handset.Terminal.Error.WriteLine(PhoneTexts.Fill(handset.Texts.NameLength, Limits.DisplayTextLength));
            return ExitCode.Usage;
        }
        var reply = await chosen.Phone.Rename(name, cancel);
        if (reply is not Reply<Accepted>.Done) return handset.Explain(reply);
        handset.Folder.Save(chosen.Name, chosen.Profile with { DeviceName = name });
        handset.Terminal.Out.WriteLine(PhoneTexts.Fill(handset.Texts.Renamed, Terminal.Plain(name)));
        return ExitCode.Done;
    }

    private static int List(Handset handset)
    {
        var names = handset.Folder.Names();
        foreach (var name in names)
        {
            if (handset.Folder.Read(name) is not { } profile) continue;
            handset.Terminal.Out.WriteLine($"{name}  {profile.User}  {profile.Issuer}  {State(profile, handset.Texts)}");
        }
        if (names.Count == 0) handset.Terminal.Out.WriteLine(handset.Texts.NoAccountYet);
        return ExitCode.Done;
    }

    private static string State(Profile profile, PhoneTexts texts) => profile switch
    {
        { DecisionKey: null } => texts.KeyErasedState,
        { Activated: false } => texts.NotSetUpState,
        { WrongPins: > 0 } => PhoneTexts.Fill(texts.WrongPinsState, profile.WrongPins, Profile.MostWrongPins),
        _ => texts.SetUpState,
    };

    // By name alone, so that a damaged profile can be removed too.
    private static int Remove(Handset handset)
    {
        var names = handset.Folder.Names();
        var name = handset.Profile ?? (names.Count == 1 ? names[0] : null);
        if (name is null || !names.Contains(name))
        {
            handset.Terminal.Error.WriteLine(
                names.Count == 0 ? handset.Texts.NoAccount : PhoneTexts.Fill(handset.Texts.NameOne, string.Join(", ", names)));
            return ExitCode.Usage;
        }
        handset.Folder.Remove(name);
        handset.Terminal.Out.WriteLine(PhoneTexts.Fill(handset.Texts.Removed, name));
        handset.Terminal.Out.WriteLine(handset.Texts.StillListed);
        return ExitCode.Done;
    }
}
