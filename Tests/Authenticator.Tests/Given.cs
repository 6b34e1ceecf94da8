using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator.Tests;

/// <summary>The starting point of the tests.</summary>
internal static class Given
{
    public const string Pin = "246810";

    public static readonly AppReport Report = new(Platform.Android, "14.0", "1.0");

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Two keys for all tests that only sign with them.</summary>
    public static readonly DeviceKeys Keys = DeviceKeys.Create();

    public static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public static Account Account(string issuer = "https://login.example/contoso") => new(
        Issuer.TryParse(issuer, out var parsed) ? parsed : throw new ArgumentException("Not an issuer.", nameof(issuer)),
        new("alice@contoso.example"), new("EBESExQVFhcYGRobHB0eHw"), Keys.Request, Report);

    public static WaitingSignIn Waiting(NumberMode mode = NumberMode.Select, string place = "Taipei", string? message = null) => new(
        new(Authenticator.Account.Handle()), Authenticator.Account.Handle(), mode, mode == NumberMode.Select ? ["07", "42", "93"] : [],
        "web", "Contoso Portal", place, "192.0.2.0/24", "Firefox on Linux", message, Now, Now.AddSeconds(120), 120);
}

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class Home : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("countersign-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
