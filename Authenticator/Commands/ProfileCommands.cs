using System.CommandLine;
using Countersign.Authenticator.Cli;
using Countersign.Authenticator.Profiles;

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

    private static int List(Handset handset)
    {
        var names = handset.Folder.Names();
        foreach (var name in names)
        {
            if (handset.Folder.Read(name) is not { } profile) continue;
            handset.Terminal.Out.WriteLine($"{name}  {profile.User}  {profile.Issuer}  {State(profile)}");
        }
        if (names.Count == 0) handset.Terminal.Out.WriteLine("There is no account on this phone yet.");
        return ExitCode.Done;
    }

    private static string State(Profile profile) => profile switch
    {
        { DecisionKey: null } => "the key that approves was erased",
        { Activated: false } => "not set up: give the enrol command again",
        { WrongPins: > 0 } => $"wrong PINs: {profile.WrongPins} of {Profile.MostWrongPins}",
        _ => "set up",
    };

    // By name alone, so that a damaged profile can be removed too.
    private static int Remove(Handset handset)
    {
        var names = handset.Folder.Names();
        var name = handset.Profile ?? (names.Count == 1 ? names[0] : null);
        if (name is null || !names.Contains(name))
        {
            handset.Terminal.Error.WriteLine(
                names.Count == 0 ? "There is no account on this phone." : $"Name one with --profile: {string.Join(", ", names)}.");
            return ExitCode.Usage;
        }
        handset.Folder.Remove(name);
        handset.Terminal.Out.WriteLine($"Removed {name}, and its keys, from this machine.");
        handset.Terminal.Out.WriteLine("The server still lists this phone: remove it in My Security Info too.");
        return ExitCode.Done;
    }
}
