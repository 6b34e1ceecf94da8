using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tests.Users;

namespace Countersign.SignIn.Tests.EventFeeds;

/// <summary>ADM-4: what of a person's life a receiver is told, from the rules that make it so to the event.</summary>
public sealed class ToldEventsTests
{
    private static readonly Phone Mine = Phone.Number(0), Third = Phone.Number(2);

    private static readonly Dictionary<string, (Func<Person> Happens, EventKinds Kind, string What, string By)> Rows = new()
    {
        ["signed out everywhere by an administrator"] = (() => Did(p => p.Ask(new SignOutEverywhere(null) { By = new("ada") })),
            EventKinds.SessionRevoked, "", "admin"),
        ["signed out everywhere by oneself"] =
            (() => Did(p => p.Ask(new SignOutEverywhere(p.SignsIn()))), EventKinds.SessionRevoked, "", "user"),
        ["ended for a restore"] = (() => Did(p =>
        {
            p.SignsIn();
            p.Ask(new EndForRestore());
        }), EventKinds.SessionRevoked, "", "system"),
        ["shut out"] = (() => Did(p => p.Ask(new ProvisionUser(false, null) { By = new("ada") })), EventKinds.AccountDisabled, "", "admin"),
        ["let in again"] = (() => Did(p =>
        {
            p.Ask(new ProvisionUser(false, null));
            p.Ask(new ProvisionUser(true, null) { By = new("ada") });
        }), EventKinds.AccountEnabled, "", "admin"),
        ["removed"] = (() => Did(p => p.Ask(new RemoveUser() { By = new("ada") })), EventKinds.AccountPurged, "", "admin"),
        ["a phone added"] = (() => Did(p => p.Adds(Third)), EventKinds.CredentialChange, "app create", "user"),
        ["a phone enabled"] = (() => Did(p =>
        {
            p.Disable(Mine);
            p.Enable(Mine);
        }), EventKinds.CredentialChange, "app update", "user"),
        ["a phone disabled"] = (() => Did(p => p.Disable(Mine)), EventKinds.CredentialChange, "app update", "user"),
        ["a phone removed by an administrator"] =
            (() => Did(p => p.RemoveMethod(Mine)), EventKinds.CredentialChange, "app revoke", "admin"),
        ["a phone removed by its owner"] =
            (() => Did(p => p.RemoveMethod(Mine, p.SignsIn())), EventKinds.CredentialChange, "app delete", "user"),
        ["a passkey added"] = (() => Did(p => p.GetsPasskey()), EventKinds.CredentialChange, "passkey create", "user"),
        ["a passkey removed"] = (() => Did(p => p.GetsPasskey().Ask(new RemovePasskey(1, null))),
            EventKinds.CredentialChange, "passkey revoke", "admin"),
        ["a password set"] = (() => Did(p => p.GetsPassword(mustChange: true)), EventKinds.CredentialChange, "password update", "admin"),
        ["recovery codes"] = (() => Did(p => p.GetsRecoveryCodes()), EventKinds.CredentialChange, "recovery-code create", "user"),
        ["approved"] = (() => Ended(p => p.Approve(Mine)), EventKinds.SignIn, "phone approved", "user"),
        ["denied"] = (() => Ended(p => p.Deny(Mine)), EventKinds.SignIn, "phone denied", "user"),
        ["wrong number"] = (() => Ended(p => p.TapsWrongly(Mine)), EventKinds.SignIn, "phone wrong_number", "user"),
        ["expired"] = (() => Ended(p =>
        {
            p.World.Later(Limits.ChallengeLife);
            p.Ask(new RecordExpiry());
        }), EventKinds.SignIn, "phone expired", "system"),
        ["a pass used"] = (() => Did(p => p.SignsIn()), EventKinds.SignIn, "pass signed_in", "user"),
        ["a password"] = (() => Did(p => p.GetsPassword().TypesPassword()), EventKinds.SignIn, "password signed_in", "user"),
        ["a recovery code"] = (() => Did(p => p.GetsRecoveryCodes().TypesRecoveryCode(1)), EventKinds.SignIn, "recovery signed_in", "user"),
        ["a passkey"] = (() => Did(p => p.GetsPasskey().Ask(Person.Passkey(Sample.Session("with a passkey")))),
            EventKinds.SignIn, "passkey signed_in", "user"),
        ["a first factor"] = (() => Did(p => { SecondFactorTests.TypesRightly(p); }), EventKinds.SignIn, "password first_factor", "user"),
        ["locked"] = (() =>
        {
            var alice = new World().Set(s => s with { WrongNumbersToLock = 1 }).Ready();
            alice.Prompted();
            alice.TapsWrongly(Mine);
            return alice;
        }, EventKinds.SignIn, "phone locked", "system"),
    };

    public static TheoryData<string> Every => new(Rows.Keys);

    private static Person Did(Action<Person> what)
    {
        var alice = new World().Ready();
        what(alice);
        return alice;
    }

    private static Person Ended(Action<Person> ends) => Did(p =>
    {
        p.Prompted();
        ends(p);
    });

    [Theory, MemberData(nameof(Every))]
    public void What_happened_is_told_as(string what)
    {
        var (happens, kind, said, by) = Rows[what];
        var person = happens();
        var told = person.Facts.Select(ToldEvents.Of).OfType<ToldEvent>().Last(one => one.Kind == kind);
        Assert.Equal((kind, person.Name, person.World.Now, by), (told.Kind, told.User, told.At, told.By));
        Assert.Equal(said, kind switch
        {
            EventKinds.CredentialChange => $"{told.Credential} {told.Change}",
            EventKinds.SignIn => $"{told.Way} {told.Outcome}",
            _ => "",
        });
    }

    [Fact]
    public void What_is_no_event_is_told_to_nobody()
    {
        var at = DateTimeOffset.UnixEpoch;
        foreach (var kind in new[] { "policy.saved", "settings.set", "user.created", "user.unlocked", "group.joined", "sign_in.redeemed" })
            Assert.Null(ToldEvents.Of(new(kind, at, new("contoso"), Sample.Name("alice@contoso.example"))));
        Assert.Null(ToldEvents.Of(new("user.removed", at, new("contoso"))));   // of nobody
        // On-premises controls changed, and nothing of whether the person may sign in.
        var changed = Did(p => p.Ask(new ProvisionUser(null, true))).Facts[^1];
        Assert.Equal(("user.changed", null), (changed.Kind, ToldEvents.Of(changed)));
    }

    [Theory]
    [InlineData("https://events.example/in", "https://events.example", EventKinds.All, true)]
    [InlineData("http://127.0.0.1:8080/in", "siem", EventKinds.SignIn, true)]
    [InlineData("http://events.example/in", "siem", EventKinds.All, false)]
    [InlineData("https://user@events.example/", "siem", EventKinds.All, false)]
    [InlineData("https://events.example/in", "", EventKinds.All, false)]
    [InlineData("https://events.example/in", "two words", EventKinds.All, false)]
    [InlineData("https://events.example/in", "siem", EventKinds.None, false)]
    [InlineData("https://events.example/in", "siem", (EventKinds)64, false)]
    public void A_receiver_has_an_address_an_audience_and_something_to_hear(string address, string audience, EventKinds events, bool isWell)
    {
        var receiver = new EventReceiver(address, audience, events);
        Assert.Equal(isWell, receiver.IsWell);
        Assert.Equal(isWell, (TenantSettings.Default with { EventReceiver = receiver }).IsInRange);
    }

    [Fact]
    public void The_audit_has_the_receivers_host_alone() =>
        Assert.Equal(
            "https://events.example", new EventReceiver("https://events.example/secret?a=b", "x", EventKinds.All).WithHostAlone().Address);
}
