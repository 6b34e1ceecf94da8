using System.Collections.Immutable;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>Asks what would become of a start now, and why. An administrator's question; nothing is begun.</summary>
/// <param name="Client">Who would ask for the sign-in, by id; empty for nobody.</param>
public sealed record ExplainStart(string Client = "") : UserQuestion<StartExplained>;

/// <param name="Rules">In order of precedence. Of a name that nobody has, those that are asked of somebody are left out.</param>
/// <param name="Reason">What a start gets in a browser that the person has never signed in with; null: a prompt.</param>
/// <param name="Until">When that may be over, where it is known.</param>
/// <param name="IsHidden">Such a browser is shown a decoy instead: a number that no phone is asked about (T5).</param>
/// <param name="IsRefusedAtTheEnd">S-35: the phone is asked, and whoever approves there is refused.</param>
/// <param name="Ways">The other ways that lead somewhere then; after a prompt, for whoever asks for one.</param>
/// <param name="Second">The number on the phone that is to follow a first factor; null: none is asked for.</param>
public sealed record StartExplained(
    ImmutableArray<RuleFound> Rules, FallbackReason? Reason, DateTimeOffset? Until, bool IsHidden, bool IsRefusedAtTheEnd,
    ImmutableArray<OtherWay> Ways, SecondExplained? Second) : UserAnswer;

/// <summary>What a rule comes to.</summary>
public enum Finding : byte
{
    Malformed = 0,
    Passed = 1,

    /// <summary>A start falls back.</summary>
    FallsBack = 2,

    /// <summary>A start is told to come back later: the tenant refuses second attempts.</summary>
    ComesBack = 3,

    /// <summary>The phone is asked, and whoever approves there is refused.</summary>
    RefusedAtTheEnd = 4,

    /// <summary>The starts of some browsers, places or clients fall back, others' do not.</summary>
    FallsBackForSome = 5,
}

/// <summary>One rule, as it stands for a person now.</summary>
/// <param name="Reason">The reason it gives; null when it gives none.</param>
/// <param name="Until">When it may be kept again, where that is known.</param>
public sealed record RuleFound(StartRule Rule, Finding Finding, FallbackReason? Reason = null, DateTimeOffset? Until = null);

/// <param name="Reason">Why no phone would be asked; null: one would be.</param>
public sealed record SecondExplained(FallbackReason? Reason, DateTimeOffset? Until = null);
