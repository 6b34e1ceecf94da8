using System.Diagnostics.CodeAnalysis;

namespace Countersign.SignIn.Machines;

/// <summary>The one answer that every question of a machine may get besides its own: a rule is broken.</summary>
public interface IRefused
{
    Refusal Why { get; }
}

/// <summary>
/// The reply of a machine to one question: the kind of answer that the question asks for, or a refusal. Nothing else can come, so whoever
/// asks handles these two and no third.
/// </summary>
public readonly record struct Reply<TAnswer> where TAnswer : class
{
    private readonly TAnswer? _answer;
    private readonly Refusal _why;

    private Reply(TAnswer? answer, Refusal why) => (_answer, _why) = (answer, why);

    /// <summary>Null when it was refused.</summary>
    public TAnswer? Answer => _answer;

    /// <summary>The broken rule; null when there is an answer.</summary>
    public Refusal? Refused => _answer is null ? _why : null;

    /// <summary>The answer, or why there is none.</summary>
    public bool Has([NotNullWhen(true)] out TAnswer? answer, out Refusal why)
    {
        (answer, why) = (_answer, _why);
        return answer is not null;
    }

    public T Match<T>(Func<TAnswer, T> answered, Func<Refusal, T> refused) => _answer is { } answer ? answered(answer) : refused(_why);

    /// <summary>The same refusal, or what <paramref name="next"/> makes of the answer.</summary>
    public Reply<TNext> Then<TNext>(Func<TAnswer, TNext> next) where TNext : class => _answer is { } answer ? next(answer) : _why;

    public static implicit operator Reply<TAnswer>(TAnswer answer) => new(answer, Refusal.Malformed);

    public static implicit operator Reply<TAnswer>(Refusal why) => new(null, why);

    /// <summary>The untyped answer of a machine, as its question's own.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is of another question's: a bug in the rules, and here is the only place that says so.
    /// </exception>
    public static Reply<TAnswer> FromMachine(object answered) => answered switch
    {
        TAnswer answer => answer,
        IRefused refused => refused.Why,
        _ => throw new InvalidOperationException($"{answered.GetType().Name} is no answer to a question for {typeof(TAnswer).Name}."),
    };
}
