using Countersign.Authenticator.Profiles;
using Countersign.Authenticator.Texts;

namespace Countersign.Authenticator.Cli;

/// <summary>Makes an activation code an account on this phone (stage 1).</summary>
internal static class Enrolment
{
    /// <summary>Enrols, the keys on disk before the server hears of them: after a lost answer the same command completes it.</summary>
    public static async Task<int> Enrol(
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
        handset.Terminal.Error.WriteLine(handset.Texts.CodeUseUnknown);
        return exit;
    }

    private static int Keep(Handset handset, string name)
    {
        var profile = handset.Folder.Read(name)!;
        handset.Folder.Save(name, profile with { Activated = true });
        handset.Terminal.Out.WriteLine(PhoneTexts.Fill(handset.Texts.SetUp, profile.User, profile.Issuer, name));
        handset.Terminal.Out.WriteLine(PhoneTexts.Fill(handset.Texts.NotUsedYet, handset.Command("enable", name)));
        return ExitCode.Done;
    }

    // Nothing on the server knows these keys.
    private static int ForgetNew(Handset handset, string name, int exit)
    {
        handset.Folder.Remove(name);
        return exit;
    }
}
