namespace Countersign.Grains;

/// <summary>The times for which grains stay in memory without being asked anything.</summary>
/// <remarks>
/// Any name and any handle can be asked for, so a grain that found no row leaves soon (I17). It does not leave at once: a thousand
/// questions for one unknown name would each be turned away by a leaving grain.
/// </remarks>
internal static class ActivationAges
{
    public static readonly TimeSpan Unknown = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Known = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(5);
}
