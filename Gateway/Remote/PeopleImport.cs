using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;
using Countersign.Gateway.Admin.Import;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <param name="Path">Below the tenant's address: the change is one <c>PUT</c>.</param>
/// <param name="What">For people to read.</param>
internal sealed record PeopleChange(string Path, JsonObject? Body, string What);

/// <summary>Brings a table of people into a tenant: what is there already is passed over, so that it can be run again.</summary>
internal sealed class PeopleImport(AdminConnection service, string tenant, TextWriter progress)
{
    private const int ToldEach = 100;

    private string Address => "tenants/" + tenant;

    /// <summary>What would have to change; and who of them has no phone to sign in with.</summary>
    /// <param name="path">Of the table, for what is said of it.</param>
    /// <exception cref="FormatException">A line asks for what no rule allows.</exception>
    public async Task<(IReadOnlyList<PeopleChange> Changes, IReadOnlyList<UserName> WithoutPhone)> Compare(
        string path, IReadOnlyList<ImportedPerson> people, CancellationToken cancel)
    {
        var there = await People(cancel);
        var plan = PeoplePlan.Of(people, name => there.GetValueOrDefault(name.Value) is { } now
            ? new(now.Enabled, now.PhoneSignIn, now.Groups)
            : null);
        return plan.Faults.Count == 0
            ? ([.. plan.Changes.Select(Of)], plan.WithoutPhone)
            : throw PeopleFile.Refused(path, plan.Faults);
    }

    private static PeopleChange Of(ImportChange change)
    {
        var (name, path) = (change.Name.Value, "users/" + Uri.EscapeDataString(change.Name.Value));
        PeopleChange Set(bool enabled, string what) => new(path, new() { ["enabled"] = enabled }, what);
        return change.Step switch
        {
            ImportStep.Add => Set(true, $"+ {name}"),
            ImportStep.AddDisabled => Set(false, $"+ {name}, disabled"),
            ImportStep.Enable => Set(true, $"~ {name}: enabled"),
            ImportStep.Disable => Set(false, $"~ {name}: disabled"),
            _ => new($"groups/{change.Group}/members/{Uri.EscapeDataString(name)}", null, $"+ {name} in {change.Group}"),
        };
    }

    /// <exception cref="RemoteException">One was refused, or nobody answers: those before it stand.</exception>
    public async Task Carry(IReadOnlyList<PeopleChange> changes, CancellationToken cancel)
    {
        var done = 0;
        try
        {
            foreach (var change in changes)
            {
                await service.Change(HttpMethod.Put, $"{Address}/{change.Path}", change.Body, cancel);
                if (++done % ToldEach == 0 || done == changes.Count) await Tell($"{done} of {changes.Count} changes are made.");
            }
        }
        catch (RemoteException)
        {
            await Tell($"{done} of {changes.Count} changes are made and stand. Run it again to go on. The next one failed:");
            throw;
        }
    }

    /// <summary>A pass for each, on paper as soon as it is drawn.</summary>
    public async Task Pass(IReadOnlyList<UserName> people, TimeSpan life, PassSheet sheet, CancellationToken cancel)
    {
        var done = 0;
        foreach (var person in people)
        {
            var body = new JsonObject { ["lifetime_minutes"] = (int)life.TotalMinutes };
            var answer = await service.Change(HttpMethod.Post, $"{Address}/users/{Uri.EscapeDataString(person.Value)}/pass", body, cancel);
            sheet.Add(person, answer.GetProperty("pass").GetString()!, TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()));
            if (++done % ToldEach == 0 || done == people.Count) await Tell($"{done} of {people.Count} passes are on the sheet.");
        }
    }

    /// <summary>What people know the tenant by: its own name, or its id.</summary>
    public async Task<string> Title(CancellationToken cancel) =>
        (await service.Get(Address + "/settings", AdminJson.Default.SettingsBody, cancel)).Branding?.Name ?? tenant;

    private async Task<Dictionary<string, ListedUserBody>> People(CancellationToken cancel)
    {
        Dictionary<string, ListedUserBody> all = new(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var path = $"{Address}/users?limit=1000" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var page = await service.Get(path, AdminJson.Default.UsersAnswer, cancel);
            foreach (var user in page.Users) all[user.UserName] = user;
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private Task Tell(string line) => progress.WriteLineAsync(line);
}
