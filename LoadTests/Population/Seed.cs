using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.LoadTests.Output;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.Administration;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Rules;
using Countersign.Stores.Registry;

namespace Countersign.LoadTests.Population;

/// <summary>A folder with a database of enrolled users and, beside it, the keys of their phones.</summary>
internal sealed record SeededFolder(string Path, int Users, PhoneKeys[] Keys)
{
    public string Database => System.IO.Path.Combine(Path, "countersign.db");

    public Person this[int number] => Person.Of(number, Keys);
}

/// <summary>The population to make.</summary>
/// <param name="Phones">Different pairs of keys.</param>
/// <param name="Store">The kind of the store; the folder of the population is its data folder.</param>
/// <param name="Connection">Of a store on a server.</param>
internal sealed record SeedChoice(int Users, int Phones, int ChallengeSeconds)
{
    public int WrongNumbersToLock { get; init; } = Limits.MostWrongNumbersToLock;

    /// <summary>As a new tenant has it: who cannot be asked is shown a number that nobody gets.</summary>
    public bool Decoys { get; init; } = true;

    /// <summary>Phones from this number on are woken; null: none is.</summary>
    public int? WokenFrom { get; init; }

    /// <summary>The endpoint of their push service, to which a number is added.</summary>
    public string WokenAt { get; init; } = "";

    public string Store { get; init; } = StoreRegistry.Default;

    public string? Connection { get; init; }

    /// <summary>How many rows are under way to the store at once.</summary>
    public int Batch { get; init; } = 2048;
}

/// <summary>Writes a population straight into a database that no server holds: what the machines' own events make of each user.</summary>
internal static class Seed
{
    private const int MostTries = 20;
    private const string KeysFile = "bench-keys.txt", SizeFile = "bench-users.txt";
    private static readonly TenantId Tenant = new(Person.Tenant);
    private static readonly TimeSpan Ago = TimeSpan.FromDays(1);

    /// <summary>The population that is there when it is large enough; otherwise a new one in a folder that must be empty.</summary>
    public static async Task<SeededFolder> Of(string folder, SeedChoice choice, CancellationToken cancel)
    {
        var users = choice.Users;
        var (keysPath, sizePath) = (Path.Combine(folder, KeysFile), Path.Combine(folder, SizeFile));
        if (File.Exists(sizePath))
        {
            var there = int.Parse(await File.ReadAllTextAsync(sizePath, cancel));
            return there >= users
                ? new(folder, users, PhoneKeys.Load(keysPath))
                : throw new FormatException($"{folder} holds {there} users, {users} are needed. Choose an empty folder.");
        }

        Directory.CreateDirectory(folder);
        var seeded = new SeededFolder(folder, users, PhoneKeys.Create(keysPath, choice.Phones));
        if (File.Exists(seeded.Database))
            throw new FormatException($"{folder} holds a database that was not made here. Choose an empty folder.");
        await using var store = StoreRegistry.Find(choice.Store).Open(new(folder) { Connection = choice.Connection }, TimeProvider.System);
        var at = DateTimeOffset.FromUnixTimeMilliseconds((TimeProvider.System.GetUtcNow() - Ago).ToUnixTimeMilliseconds());
        await Written(store, TenantRow(at, choice));
        await Progress.Show($"enrolling {users:N0} users", users, gauge => WriteUsers(store, seeded, choice, at, gauge, cancel));
        await File.WriteAllTextAsync(sizePath, users.ToString(), cancel);
        return seeded;
    }

    private static async Task WriteUsers(
        IStore store, SeededFolder seeded, SeedChoice choice, DateTimeOffset at, Action<int> gauge, CancellationToken cancel)
    {
        var batch = choice.Batch;
        var writes = new Task[batch];
        for (var first = 0; first < seeded.Users; first += batch)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(batch, seeded.Users - first);
            for (var i = 0; i < count; i++) writes[i] = WriteUser(store, seeded[first + i], WokenAt(choice, first + i), at);
            await Task.WhenAll(writes.AsSpan(0, count));
            gauge(count);
        }
    }

    /// <summary>A store on a server may be slow, and its answer lost: then the row is looked for, and written again.</summary>
    private static async Task Written(IStore store, Commit commit)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await store.Commit(commit) == CommitResult.Committed) return;
            try
            {
                if (await store.Load(commit.Row.Key, CancellationToken.None) is not null) return;
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }

        throw new IOException($"The row {commit.Row.Key} could not be written.");
    }

    private static Commit TenantRow(DateTimeOffset at, SeedChoice choice)
    {
        // Budgets at their bounds: load is many prompts of few people, which is what the budgets are there to stop.
        var budget = new PromptBudget(Limits.MostPromptsInADay, Limits.MostPromptsInADay, Limits.MostPromptsInADay);
        var settings = TenantSettings.OfNewTenant with
        {
            ChallengeSeconds = choice.ChallengeSeconds, Budget = budget, Decoys = choice.Decoys,
            WrongNumbersToLock = choice.WrongNumbersToLock,
        };
        ImmutableArray<TenantEvent> events =
        [
            new TenantEvent.Created(new("seed-1"), at),
            new TenantEvent.PolicySaved(new(1, true, new SignIn.Tenants.Target.AllUsers()), null, new("seed-2"), at),
            new TenantEvent.SettingsSet(settings, TenantSettings.Default, new("seed-3"), at),
        ];
        var tenant = StateJson.Write(events.Aggregate(TenantState.None, TenantRules.Apply));
        return new(new(RowKey.OfTenant(Tenant), 0, null, tenant), [], []);
    }

    /// <summary>All of them for one browser, whose private key nobody needs.</summary>
    private static PushSubscription? WokenAt(SeedChoice choice, int number) => number >= choice.WokenFrom
        ? new(
            PushKind.WebPush, choice.WokenAt + number,
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")
        : null;

    private static async Task WriteUser(IStore store, Person person, PushSubscription? woken, DateTimeOffset at)
    {
        await Written(store, UserRow(person, woken, at));
        await Written(store, DeviceRow(person, at));
    }

    private static Commit DeviceRow(Person person, DateTimeOffset at)
    {
        var device = StateJson.Write(DeviceRules.Apply(DeviceState.None, new DeviceEvent.Registered(Tenant, person.Name, 1, at)));
        return new(new(RowKey.OfDevice(person.Device), 0, null, device), [], []);
    }

    private static Commit UserRow(Person person, PushSubscription? woken, DateTimeOffset at)
    {
        var authenticator = new Authenticator(
            person.Device, "Phone", person.Keys.RequestPublic, person.Keys.DecisionPublic, PhoneKeys.Report, at, PhoneSignIn.Off.Never);
        ImmutableArray<UserEvent> events =
        [
            new UserProvisioned(true, false, true, at),
            new ActivationCodeIssued(new(person.Keys.RequestKey.Value), at),
            new DeviceActivated(authenticator, at),
            new PhoneSignInEnabled(person.Device, PhoneKeys.Report, 1, at),
            .. woken is null ? [] : (UserEvent[])[new PushChanged(person.Device, woken, at)],
        ];
        var user = StateJson.Write(events.Aggregate(UserState.None, UserRules.Apply));
        return new(new(RowKey.OfUser(new(Tenant, person.Name)), 0, null, user), [], []);
    }
}
