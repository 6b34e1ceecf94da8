namespace Countersign.SignIn.Ways;

/// <summary>How the people of a tenant's managed domains sign in with a password (WAY-4).</summary>
/// <param name="Place">Where it is checked.</param>
/// <param name="Since">The tenant's change since which it is checked there (I7).</param>
/// <param name="TakesThoseWithout">Whoever has no phone to be asked goes to the password page without a click.</param>
/// <param name="TakesSecondAttempts">So does a second attempt (S-45).</param>
public sealed record PasswordWay(PasswordPlace Place, long Since = 0, bool TakesThoseWithout = false, bool TakesSecondAttempts = true)
{
    /// <summary>Whether a person is taken to the password page for this reason. Who has the credential is asked first (S-41).</summary>
    public bool Takes(FallbackReason reason) =>
        (reason == FallbackReason.NotAvailable && TakesThoseWithout) || (reason == FallbackReason.Pending && TakesSecondAttempts);
}
