using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;
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

    /// <summary>What would have to change, in the table's order; and who of them has no phone to sign in with.</summary>
    /// <exception cref="FormatException">A line asks for what no rule allows.</exception>
    public async Task<(IReadOnlyList<PeopleChange> Changes, IReadOnlyList<UserName> WithoutPhone)> Compare(
        IReadOnlyList<ImportedPerson> people, CancellationToken cancel)
    {
        var there = await People(cancel);
        List<PeopleChange> changes = [];
        List<string> wrong = [];
        foreach (var person in people)
        {
            var now = there.GetValueOrDefault(person.Name.Value);
            var missing = person.Groups.Except(now?.Groups ?? [], StringComparer.Ordinal).ToArray();
            if ((now?.Groups.Count ?? 0) + missing.Length > Limits.GroupsPerUser)
                wrong.Add($"line {person.Line}: {person.Name.Value} would be in more than {Limits.GroupsPerUser} groups");
            changes.AddRange(Of(person, now, missing));
        }

        if (wrong.Count > 0) throw new FormatException(string.Join(Environment.NewLine, wrong));
        var without = people.Where(person => WantsPhone(person, there.GetValueOrDefault(person.Name.Value)));
        return (changes, [.. without.Select(person => person.Name)]);
    }

    private static bool WantsPhone(ImportedPerson person, ListedUserBody? now) =>
        now?.PhoneSignIn != true && (person.Enabled ?? now?.Enabled ?? true);

    private static IEnumerable<PeopleChange> Of(ImportedPerson person, ListedUserBody? now, string[] missing)
    {
        var name = Uri.EscapeDataString(person.Name.Value);
        var body = new JsonObject { ["enabled"] = person.Enabled ?? true };
        if (now is null) yield return new($"users/{name}", body, $"+ {person.Name.Value}{(person.Enabled == false ? ", disabled" : "")}");
        else if (person.Enabled is { } enabled && enabled != now.Enabled)
            yield return new($"users/{name}", body, $"~ {person.Name.Value}: {(enabled ? "enabled" : "disabled")}");
        foreach (var group in missing) yield return new($"groups/{group}/members/{name}", null, $"+ {person.Name.Value} in {group}");
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
