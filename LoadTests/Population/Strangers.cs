using System.Collections.Immutable;
using System.Security.Cryptography;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Rules;
using Countersign.Stores.Registry;

namespace Countersign.LoadTests.Population;

/// <summary>A kind of person whom a stranger would like to tell from the others.</summary>
internal enum PersonKind
{
    Enrolled, Disabled, WithoutPhone, StageOne, Unknown,
}

/// <summary>As many people of each kind, whose names are of one length; written into a database that no server holds.</summary>
internal static class Strangers
{
    private const int First = 100_000;

    /// <summary>A hash as ASP.NET Core Identity writes it (PBKDF2, HMAC-SHA512, 210,000 rounds), of no text that anybody knows.</summary>
    private static readonly string NobodysPassword = Convert.ToBase64String(
        [1, 0, 0, 0, 2, 0, 3, 0x34, 0x50, 0, 0, 0, 16, .. RandomNumberGenerator.GetBytes(16 + 32)]);

    public static Person Of(PersonKind kind, int number, SeededFolder seeded) => seeded[First + (number * 8) + (int)kind];

    public static async Task Write(SeededFolder seeded, int each)
    {
        await using var store = StoreRegistry.Find(StoreRegistry.Default).Open(new(seeded.Path), TimeProvider.System);
        var at = DateTimeOffset.FromUnixTimeMilliseconds((TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1)).ToUnixTimeMilliseconds());
        foreach (var kind in Enum.GetValues<PersonKind>().Where(kind => kind != PersonKind.Unknown))
        {
            var writes = Enumerable.Range(0, each).Select(number => Write(store, Of(kind, number, seeded), kind, at));
            await Task.WhenAll(writes);
        }
    }

    private static async Task Write(IStore store, Person person, PersonKind kind, DateTimeOffset at)
    {
        var user = StateJson.Write(Events(person, kind, at).Aggregate(UserState.None, UserRules.Apply));
        var commit = new Commit(new(RowKey.OfUser(new(new(Person.Tenant), person.Name)), 0, null, user), [], []);
        if (await store.Commit(commit) != CommitResult.Committed) throw new IOException($"The row {commit.Row.Key} could not be written.");
    }

    private static IEnumerable<UserEvent> Events(Person person, PersonKind kind, DateTimeOffset at)
    {
        yield return new UserProvisioned(true, false, true, at);
        yield return new PasswordSet(new(NobodysPassword, 1, at), ByAdministrator: false, null, at);
        if (kind == PersonKind.WithoutPhone) yield break;
        yield return new ActivationCodeIssued(new(person.Keys.RequestKey.Value), at);
        yield return new DeviceActivated(
            new(person.Device, "Phone", person.Keys.RequestPublic, person.Keys.DecisionPublic, PhoneKeys.Report, at, PhoneSignIn.Off.Never),
            at);
        if (kind == PersonKind.StageOne) yield break;
        yield return new PhoneSignInEnabled(person.Device, PhoneKeys.Report, 1, at);
        if (kind == PersonKind.Disabled) yield return new UserProvisioned(false, false, false, at);
    }
}
