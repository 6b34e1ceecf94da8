using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Countersign.Gateway.Passwords;

/// <summary>
/// What the framework leaves to the system's LDAP library, set once for all connections of this process: a limit on connecting and on the
/// handshake of TLS, which would otherwise wait for a silent server without end; certificates are demanded, and the operator's roots are
/// trusted. Where the system has another library than OpenLDAP's, it has its own settings.
/// </summary>
internal static class LdapLibrary
{
    private const string Name = "countersign-openldap";
    private const int NetworkTimeout = 0x5005, ApiTimeout = 0x5002, RootsFile = 0x6002, DemandCertificate = 0x6006, LeastProtocol = 0x6007;
    private const int Demand = 2, Tls12 = 0x303;
    private static readonly Lock Once = new();
    private static bool _isSetUp;

    /// <param name="roots">A PEM file; null: the system's.</param>
    public static void SetUp(string? roots)
    {
        if (!OperatingSystem.IsLinux()) return;
        lock (Once)
        {
            if (_isSetUp) return;
            NativeLibrary.SetDllImportResolver(typeof(LdapLibrary).Assembly, Resolve);
            var limit = new TimeValue(5, 0);
            Check(SetTime(0, NetworkTimeout, limit), nameof(NetworkTimeout));
            Check(SetTime(0, ApiTimeout, limit), nameof(ApiTimeout));
            Check(SetNumber(0, DemandCertificate, Demand), nameof(DemandCertificate));
            Check(SetNumber(0, LeastProtocol, Tls12), nameof(LeastProtocol));
            if (roots is not null) Check(SetText(0, RootsFile, [.. Encoding.UTF8.GetBytes(roots), 0]), nameof(RootsFile));
            _isSetUp = true;
        }
    }

    private static void Check(int result, string option)
    {
        if (result != 0) throw new PlaceUnavailableException($"the LDAP library does not take {option}");
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library != Name) return 0;
        foreach (var file in new[] { "libldap-2.5.so.0", "libldap.so.2", "libldap-2.6.so.0", "libldap-2.4.so.2" })
        {
            if (NativeLibrary.TryLoad(file, out var handle)) return handle;
        }

        return 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeValue(nint Seconds, nint Microseconds);

    [DllImport(Name, EntryPoint = "ldap_set_option")]
    private static extern int SetTime(nint connection, int option, in TimeValue value);

    [DllImport(Name, EntryPoint = "ldap_set_option")]
    private static extern int SetNumber(nint connection, int option, in int value);

    [DllImport(Name, EntryPoint = "ldap_set_option")]
    private static extern int SetText(nint connection, int option, byte[] value);
}
