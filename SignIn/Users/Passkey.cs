using System.Collections.Immutable;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Users;

/// <summary>A WebAuthn credential that signs its person in beside the phone (WAY-6).</summary>
/// <param name="Number">Which of the person's addings it was; what stands on it names it (I7).</param>
/// <param name="Name">By which its owner knows it.</param>
/// <param name="LastUsedAt">Null: not yet.</param>
public sealed record Passkey(
    long Number, string Name, PublicKey PublicKey, WebAuthnCredential Credential, DateTimeOffset AddedAt,
    DateTimeOffset? LastUsedAt = null);

/// <param name="All">In the order in which they were added.</param>
/// <param name="Added">How many ever were; the next has the next number.</param>
public sealed record KeptPasskeys(ImmutableArray<Passkey> All, long Added)
{
    public static readonly KeptPasskeys None = new([], 0);

    public Passkey? Find(long number) => All.FirstOrDefault(one => one.Number == number);

    /// <summary>The same with one changed.</summary>
    internal KeptPasskeys With(long number, Func<Passkey, Passkey> change) =>
        this with { All = [.. All.Select(one => one.Number == number ? change(one) : one)] };
}

/// <summary>Asks a tenant's settings about passkeys.</summary>
internal static class TakenPasskeys
{
    /// <summary>Whether the tenant takes it now: one that can be copied to other devices may be refused later, too.</summary>
    public static bool Takes(this TenantState.Present tenant, WebAuthnCredential credential) =>
        tenant.Settings.Passkeys == PasskeyPolicy.Any
        || (tenant.Settings.Passkeys == PasskeyPolicy.DeviceBound && !credential.IsBackupEligible);
}
