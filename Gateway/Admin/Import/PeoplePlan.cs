using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Import;

/// <summary>What is known of somebody who is there already.</summary>
/// <param name="HasPhone">To sign in with.</param>
internal sealed record KnownPerson(bool Enabled, bool HasPhone, IReadOnlyCollection<string> Groups);

/// <summary>One step of an import.</summary>
internal enum ImportStep
{
    Add,
    AddDisabled,
    Enable,
    Disable,
    Join,
}

/// <param name="Group">That is joined; null for every other step.</param>
internal sealed record ImportChange(UserName Name, ImportStep Step, string? Group = null);

/// <summary>What a table of people would change: what is there already is passed over, so that it can be brought in again.</summary>
/// <param name="Changes">In the table's order; none where anything is wrong.</param>
/// <param name="WithoutPhone">Who may sign in and has no phone for it.</param>
internal sealed record PeoplePlan(
    IReadOnlyList<ImportChange> Changes, IReadOnlyList<UserName> WithoutPhone, IReadOnlyList<TableFault> Faults)
{
    /// <param name="find">Null: there is no such person.</param>
    public static PeoplePlan Of(IReadOnlyList<ImportedPerson> people, Func<UserName, KnownPerson?> find)
    {
        List<ImportChange> changes = [];
        List<UserName> without = [];
        List<TableFault> faults = [];
        foreach (var person in people)
        {
            var now = find(person.Name);
            var missing = person.Groups.Except(now?.Groups ?? [], StringComparer.Ordinal).ToArray();
            if ((now?.Groups.Count ?? 0) + missing.Length > Limits.GroupsPerUser)
                faults.Add(new(person.Line, TableFaultKind.Groups, person.Name.Value));
            if (StepOf(person, now) is { } step) changes.Add(new(person.Name, step));
            changes.AddRange(missing.Select(group => new ImportChange(person.Name, ImportStep.Join, group)));
            if (now?.HasPhone != true && (person.Enabled ?? now?.Enabled ?? true)) without.Add(person.Name);
        }

        return faults.Count == 0 ? new(changes, without, []) : new([], [], faults);
    }

    private static ImportStep? StepOf(ImportedPerson person, KnownPerson? now)
    {
        if (now is null) return person.Enabled == false ? ImportStep.AddDisabled : ImportStep.Add;
        if (person.Enabled is not { } enabled || enabled == now.Enabled) return null;
        return enabled ? ImportStep.Enable : ImportStep.Disable;
    }
}
