using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Passwords that are kept here, as the framework's hasher writes them: PBKDF2 with HMAC-SHA512, a salt of 128 bits, and a cost that stands
/// in each hash, so that one made at yesterday's is made anew when its owner comes by.
/// </summary>
internal sealed class PasswordHashes(PasswordLane lane)
{
    /// <summary>What OWASP asks for with PBKDF2 and SHA-512: a tenth of a second of one core.</summary>
    public const int Iterations = 210_000;
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly Lazy<string> _dummy = new(() => new PasswordHasher<object>(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations })).HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>The hash of a password that somebody chose; null: too much is to be hashed now.</summary>
    /// <param name="canonical">Its one spelling.</param>
    public Task<string>? Hash(TenantId tenant, string canonical) =>
        lane.Begin(tenant, () => _hasher.HashPassword(Nobody, canonical), isKnown: true);

    /// <summary>Whether it is the one that is kept. With none, it takes as long (T5).</summary>
    public async ValueTask<PasswordChecked> Check(TenantId tenant, KeptPassword? kept, string canonical, bool isKnown) =>
        lane.Begin(tenant, () => Compare(kept?.Hash, canonical), isKnown) is { } compared ? await compared : PasswordChecked.Unavailable;

    private PasswordChecked Compare(string? hash, string canonical)
    {
        var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _dummy.Value, canonical);
        if (hash is null || result == PasswordVerificationResult.Failed) return PasswordChecked.Wrong;
        return result == PasswordVerificationResult.SuccessRehashNeeded
            ? new(PasswordVerdict.Right, _hasher.HashPassword(Nobody, canonical))
            : PasswordChecked.Right;
    }
}
