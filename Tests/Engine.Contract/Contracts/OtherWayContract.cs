using System.Buffers.Text;
using System.Security.Cryptography;
using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Passkeys;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>What signs people in beside the phone is good once, and as long as it is there, wherever it is kept (WAY-6, I5, I7).</summary>
public abstract class OtherWayContract(Hosting hosting) : EngineContract(hosting)
{
    private const int AtOnce = 8;

    private static readonly TenantSettings Furniture =
        TenantSettings.Default with { Budget = new(100, 100, 100), Passkeys = PasskeyPolicy.Any, RecoveryCodes = true };

    private static SecretHash Drawn() => SecretHash.OfSecret(RandomValues.Handle());

    [Fact]
    public async Task A_passkey_signs_in_once_for_what_it_has_signed_and_what_it_opened_ends_with_it()
    {
        await using var house = await (await Open()).Furnish(Furniture);
        var user = await house.Provision("pia@contoso.example");
        var made = await Add(house, user);
        var found = await house.Engine.Ask(user, new FindPasskey(made.Credential.Id), Cancel);
        Assert.Equal(made.PublicKey, Assert.IsType<PasskeyFound>(found.Told()).PublicKey);

        var signed = Drawn();
        var sessions = Enumerable.Range(0, AtOnce).Select(_ => RandomValues.Handle()).ToArray();
        var answers = await Together(AtOnce, n => Use(house, user, made, signed, sessions[n], 1));
        var winner = Assert.Single(Enumerable.Range(0, AtOnce), n => answers[n] is SignedInWithSecret);
        Assert.All(answers.Where((_, n) => n != winner), answer => Assert.Equal(Refused(Refusal.SecretRefused), answer));
        Assert.IsType<SignedInWithSecret>(await Use(house, user, made, signed, sessions[winner], 1));   // I19
        Assert.Equal(winner, Assert.Single(await Served(house, sessions)));
        Assert.Equal("assertion", Assert.Single(await house.Facts("sign_in.passkey")).Assertion);
        var kept = (await house.StateOf(user)).Passkeys!.Find(1)!;
        Assert.Equal((1L, house.Clock.GetUtcNow()), (kept.Credential.Count, kept.LastUsedAt!.Value));

        Assert.IsType<UserAnswer.Done>(await house.Administration.Ask(user, new RemovePasskey(1, null), Cancel).Told());
        Assert.Empty(await Served(house, sessions));
        Assert.Equal(Refused(Refusal.SecretRefused), await Use(house, user, made, Drawn(), RandomValues.Handle(), 2));
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_all_are_gone_when_they_are_taken_away()
    {
        await using var house = await (await Open()).Furnish(Furniture);
        var user = await house.Provision("rui@contoso.example");
        var codes = Enumerable.Range(0, Limits.RecoveryCodes).Select(_ => Drawn()).ToArray();
        var own = SecretHash.OfSecret(await house.SignInWithPass(user));
        Assert.IsType<UserAnswer.Done>(await house.Engine.Ask(user, new IssueRecoveryCodes(own, [.. codes]), Cancel).Told());

        var sessions = Enumerable.Range(0, AtOnce).Select(_ => RandomValues.Handle()).ToArray();
        var answers = await Together(AtOnce, n => Type(house, user, codes[0], sessions[n]));
        var winner = Assert.Single(Enumerable.Range(0, AtOnce), n => answers[n] is SignedInWithSecret);
        Assert.Equal(winner, Assert.Single(await Served(house, sessions)));
        Assert.Single(await house.Facts("sign_in.recovery_code"));
        Assert.Equal(Limits.RecoveryCodes - 1, (await house.StateOf(user)).Secrets!.Recovery!.Codes.Length);

        Assert.IsType<UserAnswer.Done>(await house.Administration.Ask(user, new RemoveRecoveryCodes(), Cancel).Told());
        Assert.Empty(await Served(house, sessions));
        Assert.Equal(Refused(Refusal.SecretRefused), await Type(house, user, codes[1], RandomValues.Handle()));
        Assert.Single(await house.Facts("recovery_codes.removed"));
    }

    private static async Task<WebAuthnRegistration> Add(House house, UserKey user)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var made = new WebAuthnRegistration(
            new(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y)), new(RandomValues.Handle(), false, 0));
        var session = SecretHash.OfSecret(await house.SignInWithPass(user));
        Assert.IsType<UserAnswer.Done>(await house.Engine.Ask(user, new AddPasskey(session, made, "A key", Drawn()), Cancel).Told());
        return made;
    }

    /// <summary>What the key has signed, verified.</summary>
    private static Task<UserAnswer> Use(
        House house, UserKey user, WebAuthnRegistration made, SecretHash signed, string session, long count) => house.Engine.Ask(
            user,
            new RedeemPasskey(
                new(made.PublicKey.Thumbprint, made.Credential.Id, true, false, count, "assertion"), signed,
                SecretHash.OfSecret(session), FallbackReason.Requested, House.Client),
            Cancel).Told();

    private static Task<UserAnswer> Type(House house, UserKey user, SecretHash code, string session) => house.Engine.Ask(
        user, new RedeemRecoveryCode(code, SecretHash.OfSecret(session), FallbackReason.Requested, House.Client), Cancel).Told();

    private static async Task<List<int>> Served(House house, string[] sessions)
    {
        List<int> served = [];
        for (var n = 0; n < sessions.Length; n++)
        {
            if (await house.IsSession(sessions[n])) served.Add(n);
        }

        return served;
    }
}
