using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// The sign-ins of one browser, side by side, each in a cookie of its own: what one tab does is no other tab's affair
/// (docs/decisions/0015).
/// </summary>
internal static class Transactions
{
    /// <summary>At once in one browser, of all tenants: with the rest of a request's head they fit into 4 KiB.</summary>
    public const int Most = 8;

    /// <summary>Those with a name, the oldest first.</summary>
    public static IReadOnlyList<Transaction> Named(HttpContext http) => Cookies.All(http) is { Count: > 0 } cookies
        ?
        [
            .. cookies.Select(cookie => cookie.Name).Distinct()
                .Select(name => Cookies.Find(http, name) is { } value ? Transaction.Parse(name, value) : null)
                .OfType<Transaction>().OrderBy(transaction => transaction.BeganAt),
        ]
        : [];

    /// <summary>All that could be this tenant's.</summary>
    public static IReadOnlyList<BrowserTransaction> Held(HttpContext http, TenantId tenant) =>
        [.. All(http).Where(held => held.Tenant is null || held.Tenant == tenant).Select(transaction => transaction.Handle)];

    /// <summary>The one of this name that was begun for this request.</summary>
    /// <param name="request">Null for none.</param>
    public static Transaction? Find(HttpContext http, TenantId tenant, string? name, string? request) =>
        Find(http, tenant, name) is { } found && found.Purpose == Transaction.PurposeOf(tenant, request) ? found : null;

    /// <summary>The latest that was begun for this request; where an address names none.</summary>
    public static Transaction? Latest(HttpContext http, TenantId tenant, string? request)
    {
        var purpose = Transaction.PurposeOf(tenant, request);
        return Named(http).LastOrDefault(named => named.Tenant == tenant && named.Purpose == purpose) ?? Unnamed(http).FirstOrDefault();
    }

    /// <summary>The one that a front end asks for: by its name, or the one without. Null when there is none.</summary>
    public static BrowserTransaction? Asked(HttpContext http, TenantId tenant)
    {
        var name = http.Request.Query["t"];
        return name.Count == 0 ? Cookies.Unnamed(http) : name.Count == 1 ? Find(http, tenant, name[0])?.Handle : null;
    }

    /// <summary>
    /// Remembers it. What it takes the place of goes from the browser, and so does the oldest of too many; and they end, so that no phone
    /// approves for a browser that would not hear of it.
    /// </summary>
    public static async ValueTask Begin(HttpContext http, TenantId tenant, Transaction begun, TimeSpan life, SignIns signIns)
    {
        var (forgotten, left) = All(http) is { Length: > 0 } all ? Displaced(all, begun) : ([], []);
        foreach (var gone in forgotten) Forget(http, gone);
        Cookies.Set(http, begun.CookieName, begun.CookieValue, life + Limits.ResultLife);
        foreach (var ended in left) await End(ended, ended.Tenant ?? tenant, signIns);
    }

    /// <summary>Those whose cookies go, and those that end.</summary>
    private static (IReadOnlyList<Transaction> Forgotten, IReadOnlyList<Transaction> Left) Displaced(Transaction[] all, Transaction begun)
    {
        var same = all.Where(other => other.CookieName == begun.CookieName);
        var taken = all.Where(other => other.CookieName != begun.CookieName && other.Handle.Challenge == begun.Handle.Challenge).ToArray();
        var others = all.Where(other => other.Name is not null && other.CookieName != begun.CookieName).Except(taken).ToArray();
        var oldest = begun.Name is null ? [] : others.Take(others.Length - Most + 1).ToArray();
        return ([.. taken, .. oldest], [.. same.Concat(oldest).Where(left => left.Handle.Challenge != begun.Handle.Challenge)]);
    }

    public static void Forget(HttpContext http, Transaction transaction) => Cookies.End(http, transaction.CookieName);

    /// <summary>The new sign-in has begun: when the old one cannot be ended now, time ends it.</summary>
    private static async ValueTask End(Transaction left, TenantId tenant, SignIns signIns)
    {
        try
        {
            await signIns.Cancel(tenant, left.Handle, CancellationToken.None);
        }
        catch (EngineUnavailableException)
        {
        }
    }

    /// <summary>The one without a name, and those with one.</summary>
    private static Transaction[] All(HttpContext http) => [.. Unnamed(http), .. Named(http)];

    private static Transaction[] Unnamed(HttpContext http) => Cookies.Unnamed(http) is { } handle ? [new Transaction(handle)] : [];

    private static Transaction? Find(HttpContext http, TenantId tenant, string? name) =>
        Transaction.IsName(name) && Cookies.Find(http, Transaction.CookieOf(name!)) is { } value
        && Transaction.Parse(Transaction.CookieOf(name!), value) is { } found && found.Name == name && found.Tenant == tenant
            ? found
            : null;
}
