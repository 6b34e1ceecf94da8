using Countersign.LoadTests.Population;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Crashing;

/// <summary>The intention of the person behind an attempt.</summary>
internal enum Intent { Redeem, Approve, Deny, Mistap, Leave }

/// <summary>
/// One sign-in under crashes, with everything the server has acknowledged of it. What is set here was answered, so it must be true for
/// good; what is not set may be either way.
/// </summary>
internal sealed class Attempt(int number, Person person, Intent intent)
{
    public int Number => number;
    public Person Person => person;
    public Intent Intent => intent;
    public CookieJar Jar { get; } = new();
    public string StartKey { get; } = Engine.RandomValues.Handle();
    public string RedeemKey { get; } = Engine.RandomValues.Handle();

    /// <summary>The number shown: the start is acknowledged.</summary>
    public string? Shown { get; set; }

    /// <summary>The challenge as it was fetched; the phone signs about it.</summary>
    public WaitingChallenge? Waiting { get; set; }

    /// <summary>The statement whose decision was acknowledged, to be sent again as it is.</summary>
    public string? Statement { get; set; }

    /// <summary>The acknowledged decision, as it would be observed: <c>approved</c>, <c>denied</c>, <c>wrong_number</c>.</summary>
    public string? Decided { get; set; }

    public bool Redeemed { get; set; }

    public bool Cancelled { get; set; }

    /// <summary>The number of restarts it has lived through since it was done.</summary>
    public int Restarts { get; set; }

    /// <summary>The state its browser must see now.</summary>
    public string Expected => Cancelled ? "cancelled" : Decided ?? "pending";
}
