using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Passwords;

/// <summary>Checks a password in the place that the tenant says. Whatever goes wrong there signs nobody in (I10).</summary>
internal sealed class TenantPasswordCheck(PasswordHashes hashes, DirectoryPasswords directory, VerifierPasswords verifier) : IPasswordCheck
{
    public async ValueTask<PasswordChecked> Check(
        PasswordPlace place, UserKey user, KeptPassword? kept, string password, bool isKnown, CancellationToken cancel) => place switch
    {
        PasswordPlace.Here => await hashes.Check(user.Tenant, kept, password, isKnown),
        PasswordPlace.Directory there => new(await directory.Check(there, user, password, isKnown, cancel)),
        PasswordPlace.Verifier there => new(await verifier.Check(there, user, password, isKnown, cancel)),
        _ => PasswordChecked.Unavailable,
    };
}
