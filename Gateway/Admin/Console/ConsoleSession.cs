using System.Globalization;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A browser that is signed in at the console.</summary>
/// <param name="Session">The person's own session, with which this one ends.</param>
/// <param name="Number">The administrator's: with another role comes another.</param>
/// <param name="Name">128 random bits: what the forms of this session are bound to.</param>
internal sealed record ConsoleSession(UserName User, SecretHash Session, int Number, string Name)
{
    /// <summary>What a form of this session has in it, and one of another page has not (T18).</summary>
    public string FormToken => SecretHash.OfSecret($"console-form:{Name}").Value;
}

/// <summary>
/// The cookie of the console: the session, sealed, for half an hour after its last use. Nothing of it is stored; what it stands on is asked
/// with each request.
/// </summary>
internal sealed class ConsoleSessions(Sealer sealer, TenantId operators, TimeProvider clock)
{
    public const string Cookie = "__Host-countersign-console";
    private const string Purpose = "console-session", Trip = Cookie + "-trip";
    private static readonly TimeSpan TripLife = TimeSpan.FromMinutes(30);

    public ConsoleSession? Find(HttpContext http) =>
        sealer.Open(Purpose, operators, Cookies.Find(http, Cookie), clock.GetUtcNow()) is { } content
        && Encoding.UTF8.GetString(content).Split('\n') is [var user, var session, var number, var name]
            ? new(new(user), new(session), int.Parse(number, CultureInfo.InvariantCulture), name)
            : null;

    /// <summary>Gives it to the browser, or gives it half an hour more.</summary>
    public void Keep(HttpContext http, ConsoleSession session)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{session.User}\n{session.Session.Value}\n{session.Number}\n{session.Name}");
        var life = Limits.AdminSessionIdle;
        Cookies.SetStrict(http, Cookie, sealer.Seal(Purpose, operators, Encoding.UTF8.GetBytes(text), clock.GetUtcNow() + life), life);
    }

    public static void End(HttpContext http) => Cookies.End(http, Cookie);

    /// <summary>
    /// What the browser sets out with to sign in, and has to come back with. It comes along from another site, as the way back is one.
    /// </summary>
    public static string SetOut(HttpContext http)
    {
        var verifier = Engine.Administration.NewSecret();
        Cookies.Set(http, Trip, verifier, TripLife);
        return verifier;
    }

    /// <summary>What it set out with, which is gone by that; null: it did not.</summary>
    public static string? ComeBack(HttpContext http)
    {
        var verifier = Cookies.Find(http, Trip);
        if (verifier is not null) Cookies.End(http, Trip);
        return verifier;
    }
}
