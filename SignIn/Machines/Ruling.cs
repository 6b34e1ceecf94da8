using System.Collections.Immutable;
using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Machines;

/// <summary>
/// The decision of a machine about one question: the answer, the events that make it so, and what an auditor must be able to read of them.
/// No events: nothing changes, nothing is written, and the answer may be given at once. With events the answer may be given only when they
/// are durable (I3), and the facts become durable with them (I18).
/// </summary>
public sealed record Ruling<TAnswer, TEvent>(TAnswer Answer, ImmutableArray<TEvent> Events, ImmutableArray<AuditFact> Facts)
{
    public Ruling(TAnswer answer) : this(answer, ImmutableArray<TEvent>.Empty) { }

    public Ruling(TAnswer answer, TEvent happened) : this(answer, ImmutableArray.Create(happened)) { }

    public Ruling(TAnswer answer, ImmutableArray<TEvent> events) : this(answer, events, ImmutableArray<AuditFact>.Empty) { }

    /// <summary>The broken rule that the answer follows from, for a log of the service's own: no answer says it. Null: not told.</summary>
    public Enum? Broken { get; init; }

    /// <summary>The same ruling, with something that had to happen first; null: nothing had to.</summary>
    internal Ruling<TAnswer, TEvent> After(TEvent? first) => first is null ? this : this with { Events = Events.Insert(0, first) };

    /// <summary>The same ruling with the facts of its events; null for an event that an auditor need not see.</summary>
    internal Ruling<TAnswer, TEvent> WithFacts<TAbout>(TAbout about, Func<TEvent, TAbout, AuditFact?> factOf)
    {
        if (Events.IsEmpty) return this;
        var facts = ImmutableArray.CreateBuilder<AuditFact>(Events.Length);
        foreach (var happened in Events)
        {
            if (factOf(happened, about) is { } fact) facts.Add(fact);
        }

        return this with { Facts = facts.DrainToImmutable() };
    }

    /// <summary>The same ruling, whose facts name who asked; null: nobody of administration did.</summary>
    /// <param name="unasked">A kind that comes with time, by nobody.</param>
    internal Ruling<TAnswer, TEvent> By(Actor? actor, string? unasked = null) => actor is null || Facts.IsEmpty
        ? this
        : this with { Facts = [.. Facts.Select(fact => fact.Kind == unasked ? fact : fact.By(actor))] };
}
