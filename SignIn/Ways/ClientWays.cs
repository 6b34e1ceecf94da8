namespace Countersign.SignIn.Ways;

/// <summary>What a client leaves of its tenant's ways beside the phone, and how its people come to them (WAY-7).</summary>
/// <param name="Table">What may follow which reason (<see cref="WayTable"/>).</param>
/// <param name="AsksFirst">None of its people is taken anywhere without a click.</param>
/// <param name="AsksSecond">It asks for a number on the phone after a password or a provider's word (S-58).</param>
public sealed record ClientWays(string Table = WayTable.Open, bool AsksFirst = false, bool AsksSecond = false)
{
    /// <summary>Of a client that narrows nothing, and of one that nobody knows.</summary>
    public static readonly ClientWays All = new();
}
