namespace Countersign.SignIn.AdminTokens;

/// <summary>The role of an administration token: what its holder may do (ADM-3). Stored as a number; 0 is never valid.</summary>
public enum AdminRole : byte
{
    Malformed = 0,

    /// <summary>Sees, and changes nothing.</summary>
    Reader = 1,

    /// <summary>Helps people who are stuck or robbed.</summary>
    HelpDesk = 2,

    /// <summary>Sets what a tenant's sign-in is like.</summary>
    Policy = 3,

    /// <summary>Everything.</summary>
    Owner = 4,

    /// <summary>Brings in people and groups from another directory, and sees those alone: for a program, not a person.</summary>
    Provisioner = 5,
}

/// <summary>What an administrative request needs of its role.</summary>
public enum AdminRight : byte
{
    /// <summary>No role has it.</summary>
    None = 0,

    /// <summary>To see what there is of a tenant.</summary>
    Read = 1,

    /// <summary>To help one person: passes, unlocking, signing out, methods, passwords.</summary>
    Help = 2,

    /// <summary>To set policy, prerequisites, settings, domains, providers, passwords, clients.</summary>
    Set = 3,

    /// <summary>To say who there is: tenants, users, groups, links.</summary>
    Own = 4,

    /// <summary>The service's own: its tokens and their audit. Only an owner of all tenants has it.</summary>
    Service = 5,

    /// <summary>To bring in people and groups from another directory (SCIM).</summary>
    Provision = 6,
}

/// <summary>The one table of roles.</summary>
public static class AdminRoles
{
    /// <summary>Each role, its word on the wire and its rights.</summary>
    public static readonly IReadOnlyList<(AdminRole Role, string Word, AdminRight[] Rights)> Rows =
    [
        (AdminRole.Reader,   "reader",    [AdminRight.Read]),
        (AdminRole.HelpDesk, "help_desk", [AdminRight.Read, AdminRight.Help]),
        (AdminRole.Policy,   "policy",    [AdminRight.Read, AdminRight.Set]),
        (AdminRole.Provisioner, "provisioner", [AdminRight.Provision]),
        (AdminRole.Owner,    "owner",
            [AdminRight.Read, AdminRight.Help, AdminRight.Set, AdminRight.Own, AdminRight.Service, AdminRight.Provision]),
    ];

    /// <summary>Null for a word that is no role's.</summary>
    public static AdminRole? Of(string? word)
    {
        foreach (var row in Rows) if (row.Word == word) return row.Role;
        return null;
    }

    public static string WordOf(AdminRole role)
    {
        foreach (var row in Rows) if (row.Role == role) return row.Word;
        throw new ArgumentOutOfRangeException(nameof(role), role, null);
    }

    public static bool Has(AdminRole role, AdminRight right)
    {
        foreach (var row in Rows) if (row.Role == role) return row.Rights.Contains(right);
        return false;
    }
}
