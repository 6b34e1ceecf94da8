using System.Runtime.CompilerServices;
using Countersign.SignIn;

namespace Countersign.Engine;

/// <summary>Goes through a tenant's people.</summary>
public static class TenantPeople
{
    /// <summary>Going through people ends after so many: of a directory as large as this one asks by name.</summary>
    public const int MostScanned = 200_000;

    /// <summary>In order of name, <see cref="MostScanned"/> at the most.</summary>
    /// <param name="after">Those behind this one; null: from the first.</param>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    public static async IAsyncEnumerable<ListedUser> People(
        this ISignInEngine engine, TenantId tenant, UserName? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var seen = 0; seen < MostScanned; seen += ISignInEngine.MostListed)
        {
            var page = await engine.ListUsers(tenant, after, ISignInEngine.MostListed, cancel);
            foreach (var user in page) yield return user;
            if (page.Count < ISignInEngine.MostListed) yield break;
            after = page[^1].Name;
        }
    }
}
