using Countersign.SignIn;

namespace Countersign.Engine.Ports;

/// <summary>The result of a password check.</summary>
public enum PasswordVerdict : byte
{
    Malformed = 0,

    /// <summary>Passwords are not checked here: whoever asked sends the person on, as without this port.</summary>
    NotChecked = 1,

    Right = 2,

    /// <summary>Wrong, or there is no such user: the two cannot be told apart, not by time either (T5).</summary>
    Wrong = 3,
}

/// <summary>
/// Checks a managed user's password, where somebody does: a directory, a hash of our own. Nothing asks it yet: no page takes a password.
/// </summary>
public interface IPasswordCheck
{
    /// <param name="password">As typed. It is not kept, logged or passed on but to the check itself.</param>
    /// <exception cref="EngineUnavailableException">Nobody can say now.</exception>
    ValueTask<PasswordVerdict> Check(UserKey user, string password, CancellationToken cancel);
}

/// <summary>No password is checked here.</summary>
public sealed class NoPasswordCheck : IPasswordCheck
{
    public static readonly NoPasswordCheck Instance = new();

    public ValueTask<PasswordVerdict> Check(UserKey user, string password, CancellationToken cancel) => new(PasswordVerdict.NotChecked);
}
