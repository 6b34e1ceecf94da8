using System.Buffers.Binary;
using System.Security.Cryptography;
using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// Browsers that people have signed in with (T3): each holds a cookie for the tenant that names up to four people by hashes and itself by
/// a number, sealed, for ninety days. It signs nobody in; it keeps a stranger's noise from costing the person a prompt.
/// </summary>
internal sealed class KnownBrowsers(Sealer sealer, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);
    private const string Purpose = "known-browser";
    private const int Half = 16, Entry = Half + Half + sizeof(long), Most = 4;
    private readonly KeyedHash _names = new(sealer.Derive("initiator-names", 32));

    /// <summary>Who begins a sign-in for this person. Its names are of use in no other person's row.</summary>
    public Initiator InitiatorOf(HttpContext http, TenantId tenant, UserName user)
    {
        var entries = Entries(http, tenant);
        var person = entries.Count > 0 ? Hash("person", tenant, user, "") : [];
        var browser = entries.Find(entry => IsOf(entry, person));
        return new(
            browser is null ? null : Name("browser", tenant, user, Convert.ToHexString(browser.AsSpan(Half, Half))),
            Name("source", tenant, user, SourceThrottle.HostOf(http)),
            browser is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(EndOf(browser)) - Life);
    }

    /// <summary>The person has signed in with this browser.</summary>
    public void Remember(HttpContext http, TenantId tenant, UserName user)
    {
        var person = Hash("person", tenant, user, "");
        var (entries, now) = (Entries(http, tenant), clock.GetUtcNow());
        var entry = entries.FirstOrDefault(one => IsOf(one, person)) ?? Drawn(person);
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(Entry - sizeof(long)), (now + Life).ToUnixTimeMilliseconds());
        byte[] content = [.. entry, .. entries.Where(one => !IsOf(one, person)).Take(Most - 1).SelectMany(one => one)];
        Cookies.SetKnown(http, tenant, sealer.Seal(Purpose, tenant, content, now + Life), Life);
    }

    /// <summary>What the cookie holds and is not over, newest first.</summary>
    private List<byte[]> Entries(HttpContext http, TenantId tenant)
    {
        var now = clock.GetUtcNow();
        if (Cookies.Known(http, tenant) is not { } text || sealer.Open(Purpose, tenant, text, now) is not { } content) return [];
        var time = now.ToUnixTimeMilliseconds();
        return [.. content.Chunk(Entry).Where(one => EndOf(one) > time)];
    }

    private static long EndOf(byte[] entry) => BinaryPrimitives.ReadInt64BigEndian(entry.AsSpan(Entry - sizeof(long)));

    /// <summary>A browser that has no number for the person yet.</summary>
    private static byte[] Drawn(byte[] person)
    {
        var entry = new byte[Entry];
        person.AsSpan(0, Half).CopyTo(entry);
        RandomBytes.Fill(entry.AsSpan(Half, Half));
        return entry;
    }

    private static bool IsOf(byte[] entry, byte[] person) =>
        CryptographicOperations.FixedTimeEquals(entry.AsSpan(0, Half), person.AsSpan(0, Half));

    private SecretHash Name(string kind, TenantId tenant, UserName user, string what) =>
        new(CanonicalBase64Url.Encode(Hash(kind, tenant, user, what)));

    private byte[] Hash(string kind, TenantId tenant, UserName user, string what)
    {
        var hash = new byte[KeyedHash.Size];
        _names.Of($"{kind}|{tenant.Value}|{user.Value}|{what}", hash);
        return hash;
    }
}
