namespace Countersign.Authenticator;

/// <summary>The server's reply: one of <see cref="Done"/>, <see cref="Refused"/> and <see cref="NoAnswer"/>.</summary>
public abstract record Reply<T>
{
    private Reply() { }

    /// <summary>The server did it.</summary>
    public sealed record Done(T Value) : Reply<T>;

    /// <summary>The server understood and said no. Asking the same again gives the same.</summary>
    public sealed record Refused(Problem Problem) : Reply<T>;

    /// <summary>
    /// Nobody knows: the server was not reached, the connection broke, it said that it cannot tell right now (503), or what answered
    /// is not Countersign. What was asked for may have happened (I11).
    /// </summary>
    /// <param name="Problem">What the server said, when it said something.</param>
    public sealed record NoAnswer(Unheard Why, Problem? Problem) : Reply<T>;

    /// <summary>The same, about something else.</summary>
    /// <exception cref="InvalidOperationException">It is done, so there is a value to convert.</exception>
    public Reply<TOther> As<TOther>() => this switch
    {
        Refused refused => new Reply<TOther>.Refused(refused.Problem),
        NoAnswer none => new Reply<TOther>.NoAnswer(none.Why, none.Problem),
        _ => throw new InvalidOperationException("A reply that is done has a value."),
    };
}

/// <summary>Why nobody knows what the server did.</summary>
public enum Unheard
{
    /// <summary>The connection broke.</summary>
    Broken = 0,

    /// <summary>It says that it cannot tell right now.</summary>
    CannotTell,

    /// <summary>Its name leads nowhere.</summary>
    UnknownServer,

    /// <summary>Nobody answers there.</summary>
    Unreachable,

    /// <summary>Its certificate is nobody's that this machine trusts.</summary>
    NotTrusted,

    /// <summary>What answered speaks otherwise.</summary>
    NotCountersign,

    /// <summary>It did not answer in time.</summary>
    TooSlow,

    /// <summary>It wants to be asked less often.</summary>
    AskedTooOften,
}

/// <summary>The server did what was asked, and there is nothing more to say.</summary>
public readonly record struct Accepted;

/// <summary>The server's refusal (<c>application/problem+json</c>, RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Such as <c>CS4007</c>; empty when what answered is not Countersign.</param>
/// <param name="Name">The code's name, such as <c>already_decided</c>.</param>
/// <param name="Title">For a person.</param>
/// <param name="Detail">For a person; may be empty.</param>
/// <param name="RetryAfter">When to ask again, where the server says so.</param>
public sealed record Problem(int Status, string Code, string Name, string Title, string Detail, TimeSpan? RetryAfter);
