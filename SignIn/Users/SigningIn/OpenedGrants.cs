using Countersign.SignIn.Grants;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>The grants that come of approved challenges (CIBA 10).</summary>
public static class OpenedGrants
{
    public static GrantState.Live Of(UserKey user, Settled settled, GrantOpening opening, DateTimeOffset at)
    {
        var grant = new Grant(
            user.Tenant, user.Name, settled.Client, opening.Scope, settled.Mode, settled.At, Challenge: settled.Id, Claims: opening.Claims,
            StandsOn: settled.Foundation, Generation: opening.Generation);
        return GrantRules.Opened(grant, opening, at);
    }
}
