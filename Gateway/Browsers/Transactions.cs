using System.Buffers.Binary;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// The sign-ins of one browser, side by side, each in a cookie of its own: what one tab does is no other tab's affair
/// (docs/decisions/0015).
/// </summary>
internal sealed class Transactions(Sealer sealer)
{
    /// <summary>At once in one browser, of all tenants: with the rest of a request's head they fit into 4 KiB.</summary>
    public const int Most = 8;

    /// <summary>Those with a name, the oldest first.</summary>
    public IReadOnlyList<Transaction> Named(HttpContext http) => http.Request.Headers.Cookie.Count == 0 ? [] :
    [
        .. Cookies.Beginning(http, Transaction.Prefix)
            .Select(cookie => Open(Transaction.Parse(cookie.Name, cookie.Value), null))
            .OfType<Transaction>().OrderBy(transaction => transaction.BeganAt),
    ];

    /// <summary>All that could be this tenant's.</summary>
    public IReadOnlyList<BrowserTransaction> Held(HttpContext http, TenantId tenant) =>
        [.. All(http, tenant).Where(held => held.Tenant is null || held.Tenant == tenant).Select(transaction => transaction.Handle)];

    /// <summary>The one of this name that was begun for this request.</summary>
    /// <param name="request">Null for none.</param>
    public Transaction? Find(HttpContext http, TenantId tenant, string? name, string? request) =>
        Find(http, tenant, name) is { } found && found.Purpose == Transaction.PurposeOf(tenant, request) ? found : null;

    /// <summary>The latest that was begun for this request; where an address names none.</summary>
    public Transaction? Latest(HttpContext http, TenantId tenant, string? request)
    {
        var purpose = Transaction.PurposeOf(tenant, request);
        return Named(http).LastOrDefault(named => named.Tenant == tenant && named.Purpose == purpose)
            ?? Unnamed(http, tenant).FirstOrDefault();
    }

    /// <summary>The one that a front end asks for: by its name, or the one without. Null when there is none.</summary>
    public BrowserTransaction? Asked(HttpContext http, TenantId tenant) => AskedWhole(http, tenant)?.Handle;

    /// <summary>The same with what it was begun for.</summary>
    public Transaction? AskedWhole(HttpContext http, TenantId tenant)
    {
        var name = http.Request.Query["t"];
        return name.Count == 0 ? Unnamed(http, tenant).FirstOrDefault()
            : name.Count == 1 ? Find(http, tenant, name[0])
            : null;
    }

    /// <summary>
    /// Remembers it. What it takes the place of goes from the browser, and so does the oldest of too many; and they end, so that no phone
    /// approves for a browser that would not hear of it.
    /// </summary>
    public async ValueTask Begin(HttpContext http, TenantId tenant, Transaction begun, TimeSpan life, SignIns signIns)
    {
        var (forgotten, left) = All(http, tenant) is { Length: > 0 } all ? Displaced(all, begun) : ([], []);
        foreach (var gone in forgotten) Forget(http, gone);
        Keep(http, tenant, begun, life + Limits.ResultLife);
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

    /// <summary>Has the browser hold it, beside whatever else it holds.</summary>
    public void Keep(HttpContext http, TenantId tenant, Transaction transaction, TimeSpan life) =>
        Cookies.Set(http, transaction.CookieName, transaction.CookieValue(Seal(tenant, transaction)), life);

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
    private Transaction[] All(HttpContext http, TenantId tenant) => [.. Unnamed(http, tenant), .. Named(http)];

    private IEnumerable<Transaction> Unnamed(HttpContext http, TenantId tenant) =>
        Open(Transaction.ParseUnnamed(Cookies.Find(http, Cookies.SignIn)), tenant) is { } unnamed ? [unnamed] : [];

    private Transaction? Find(HttpContext http, TenantId tenant, string? name) =>
        Transaction.IsName(name) && Cookies.Find(http, Transaction.CookieOf(name!)) is { } value
        && Open(Transaction.Parse(Transaction.CookieOf(name!), value), null) is { } found && found.Name == name && found.Tenant == tenant
            ? found
            : null;

    // What is sealed: the mode of a decoy's number (0: a phone is asked), the number (4 bytes), the end, and the name. As long for a decoy
    // as for any other (T5), and of this handle alone.
    private const int NumberAt = 1, EndAt = NumberAt + sizeof(int), NameAt = EndAt + sizeof(long);

    /// <summary>Of this name and purpose alone: what a phone approves for one request serves no other (I6).</summary>
    private static string PurposeOf(Transaction transaction) =>
        $"transaction-{transaction.Handle.Challenge.Value}-{transaction.Name}-{transaction.Purpose}";

    private string Seal(TenantId tenant, Transaction transaction)
    {
        var (user, decoy) = transaction.Handle.Carried ?? throw new InvalidOperationException("A transaction that begins is somebody's.");
        var content = new byte[NameAt + Encoding.UTF8.GetByteCount(user.Value)];
        Encoding.UTF8.GetBytes(user.Value, content.AsSpan(NameAt));
        if (decoy is not null)
        {
            content[0] = (byte)decoy.Mode;
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(NumberAt), int.Parse(decoy.Number, null));
            BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(EndAt), decoy.ExpiresAt.ToUnixTimeMilliseconds());
        }

        return sealer.Seal(PurposeOf(transaction), tenant, content, DateTimeOffset.MaxValue);
    }

    /// <param name="tenant">Of one that has no name.</param>
    private Transaction? Open((Transaction Transaction, string Carried)? parsed, TenantId? tenant)
    {
        if (parsed is not var (found, carried) || (found.Tenant ?? tenant) is not { } within) return null;
        var content = sealer.Open(PurposeOf(found), within, carried, DateTimeOffset.UnixEpoch);
        return content is { Length: > NameAt } && UserName.TryParse(Encoding.UTF8.GetString(content.AsSpan(NameAt)), out var user)
            ? found with { Handle = found.Handle with { Carried = new(user, DecoyOf(found.Handle, content)) } }
            : null;
    }

    private static DecoyTicket? DecoyOf(BrowserTransaction handle, ReadOnlySpan<byte> content)
    {
        var mode = (NumberMode)content[0];
        if (!mode.IsKnown()) return null;
        var number = BinaryPrimitives.ReadInt32BigEndian(content[NumberAt..]).ToString("D" + mode.Meaning().Digits, null);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content[EndAt..]));
        return new(handle.Challenge, SecretHash.OfSecret(handle.Secret), mode, number, end);
    }
}
