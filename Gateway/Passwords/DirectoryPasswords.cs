using System.DirectoryServices.Protocols;
using System.Net;
using System.Text;
using Countersign.Engine.Ports;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// Passwords that an LDAP directory checks (WAY-4): the person's entry is looked for, and then bound as. Never without TLS, never with an
/// empty password, which LDAP takes for nobody (RFC 4513 5.1.2); a name that two entries have is nobody's.
/// </summary>
internal sealed class DirectoryPasswords
{
    private const int InvalidCredentials = 49, InappropriateAuthentication = 48, UnwillingToPerform = 53, NoSuchObject = 32;
    private const int MostGroups = 200, MostThreads = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ProviderSecrets _secrets;
    private readonly OutboundSettings _outbound;
    private readonly PlaceGuard _guard;
    private int _threads;

    public DirectoryPasswords(ProviderSecrets secrets, OutboundSettings outbound, PlaceGuard guard)
    {
        (_secrets, _outbound, _guard) = (secrets, outbound, guard);
    }

    /// <param name="isKnown">From a browser that the person has signed in with.</param>
    public ValueTask<PasswordVerdict> Check(
        PasswordPlace.Directory place, UserKey user, string password, bool isKnown, CancellationToken cancel) =>
        password.Length == 0
            ? new(PasswordVerdict.Wrong)
            : _guard.Ask(user.Tenant, place, isKnown, stop => Ask(place, user, password, stop), cancel);

    /// <summary>The library waits on the thread that asks: so that is none of the pool's.</summary>
    private async ValueTask<PasswordVerdict> Ask(PasswordPlace.Directory place, UserKey user, string password, CancellationToken stop)
    {
        var secret = place.BindName is null ? null : _secrets.OpenPlace(user.Tenant, place.SealedBindPassword);
        if (place.BindName is not null && secret is null)
            throw new PlaceUnavailableException("its password was sealed with another secret");
        await DirectoryDoor.Knock(place, _outbound, stop);
        if (Interlocked.Increment(ref _threads) > MostThreads)
        {
            Interlocked.Decrement(ref _threads);
            throw new PlaceUnavailableException("too many questions to directories are not answered");
        }

        return await Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return AskNow(place, user.Name, password, secret);
                }
                finally
                {
                    Interlocked.Decrement(ref _threads);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(stop);
    }

    private PasswordVerdict AskNow(PasswordPlace.Directory place, UserName user, string password, string? secret)
    {
        LdapLibrary.SetUp(_outbound.TrustedRoots);
        try
        {
            using var looking = Connect(place);
            Bind(looking, place.BindName, secret);
            var entry = Find(looking, place, user);
            var isRight = IsRight(place, entry ?? Nobody(place), password) && entry is not null;
            return isRight && (place.Group is null || IsMember(looking, place, entry!)) ? PasswordVerdict.Right : PasswordVerdict.Wrong;
        }
        catch (DirectoryException failed)
        {
            throw new PlaceUnavailableException($"{failed.GetType().Name}: {failed.Message}", failed);
        }
        catch (TypeInitializationException failed)
        {
            throw new PlaceUnavailableException("the LDAP library is not on this machine", failed);
        }
        catch (DllNotFoundException failed)
        {
            throw new PlaceUnavailableException("the LDAP library is not on this machine", failed);
        }
    }

    private static LdapConnection Connect(PasswordPlace.Directory place)
    {
        var connection = new LdapConnection(new LdapDirectoryIdentifier(place.Host, place.Port, fullyQualifiedDnsHostName: true, false))
        {
            AuthType = AuthType.Basic, AutoBind = false, Timeout = Patience,
        };
        var isReady = false;
        try
        {
            connection.SessionOptions.ProtocolVersion = 3;
            connection.SessionOptions.ReferralChasing = ReferralChasingOptions.None;
            if (place.IsTlsFromStart) connection.SessionOptions.SecureSocketLayer = true;
            else StartTls(connection);
            isReady = true;
            return connection;
        }
        finally
        {
            if (!isReady) connection.Dispose();
        }
    }

    /// <summary>
    /// On Linux the framework knows where to go only after a first question, so that StartTLS without one fails. The question is about
    /// nobody, and what is answered does not matter.
    /// </summary>
    private static void StartTls(LdapConnection connection)
    {
        try
        {
            connection.SendRequest(new SearchRequest("", "(objectClass=*)", SearchScope.Base, "1.1"), Patience);
        }
        catch (DirectoryOperationException)
        {
            // It does not answer without TLS, as it should.
        }

        connection.SessionOptions.StartTransportLayerSecurity(null);
    }

    private static void Bind(LdapConnection connection, string? name, string? password)
    {
        connection.AuthType = name is null ? AuthType.Anonymous : AuthType.Basic;
        if (name is null) connection.Bind();
        else connection.Bind(new NetworkCredential(name, password));
    }

    /// <summary>The one entry of that name; null when there is none, or more.</summary>
    private static string? Find(LdapConnection connection, PasswordPlace.Directory place, UserName user)
    {
        var name = place.IsLocalPart ? user.Value[..user.Value.IndexOf('@')] : user.Value;
        var search = new SearchRequest(place.Base, $"({place.Attribute}={Escape(name)})", SearchScope.Subtree, "1.1")
        {
            SizeLimit = 2, TimeLimit = Patience,
        };
        try
        {
            var found = (SearchResponse)connection.SendRequest(search, Patience);
            return found.Entries.Count == 1 ? found.Entries[0].DistinguishedName : null;
        }
        catch (DirectoryOperationException refused) when (refused.Response?.ResultCode is ResultCode.SizeLimitExceeded)
        {
            return null;
        }
    }

    /// <summary>An entry that is not there is bound as, too, so that it takes as long (T5).</summary>
    private static string Nobody(PasswordPlace.Directory place) =>
        "cn=" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + "," + place.Base;

    private static bool IsRight(PasswordPlace.Directory place, string entry, string password)
    {
        using var connection = Connect(place);
        try
        {
            Bind(connection, entry, password);
            return true;
        }
        catch (LdapException refused) when (
            refused.ErrorCode is InvalidCredentials or InappropriateAuthentication or UnwillingToPerform or NoSuchObject)
        {
            return false;
        }
    }

    /// <summary>Upwards from the entry, by way of the groups that name it, to the one that is asked for. Circles end.</summary>
    private static bool IsMember(LdapConnection connection, PasswordPlace.Directory place, string entry)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        Queue<string> open = new([entry]);
        while (open.TryDequeue(out var member) && seen.Count <= MostGroups)
        {
            var name = Escape(member);
            var search = new SearchRequest(
                place.Base, $"(|(member={name})(uniqueMember={name}))", SearchScope.Subtree, "1.1")
            {
                SizeLimit = MostGroups, TimeLimit = Patience,
            };
            var found = (SearchResponse)connection.SendRequest(search, Patience);
            foreach (SearchResultEntry group in found.Entries)
            {
                if (IsSame(group.DistinguishedName, place.Group!)) return true;
                if (seen.Add(group.DistinguishedName)) open.Enqueue(group.DistinguishedName);
            }
        }

        return false;
    }

    /// <summary>As directories write names: letter case and space after a comma mean nothing.</summary>
    private static bool IsSame(string one, string other) =>
        string.Equals(Plain(one), Plain(other), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace(", ", ",", StringComparison.Ordinal);

    /// <summary>RFC 4515 3: nothing of a value is read as a filter.</summary>
    public static string Escape(string value)
    {
        var escaped = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'@' or (byte)'.' or (byte)'-' or (byte)'_' or (byte)'=' or (byte)','
                or (byte)' ') escaped.Append((char)one);
            else escaped.Append('\\').Append(one.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
