using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>
/// The times after which a silent silo is given up by the others: together at most ten seconds. Each can be set, for a slower network or a
/// machine that pauses longer; shorter ones give up silos that are merely busy.
/// </summary>
public sealed record MembershipTimes
{
    /// <summary>How often a silo is asked whether it is there; three unanswered questions are then about three seconds.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Unanswered questions in a row after which a silo is held to be gone: one lost message evicts nobody.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>How often the table of members is read again, for news that did not arrive.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a gateway reads which silos there are: for so long after a frozen silo was given up it may still be asked, and is silent.
    /// </summary>
    public TimeSpan Gateways { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest a question is waited for, so that a 503 comes within three seconds.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a silo that leaves goes on answering: after it has told the gateways to ask others, and again after it has given its grains
    /// up. Without it, what arrives in that moment has no answer, and whoever asked waits for the whole of <see cref="Answer"/>.
    /// </summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <exception cref="FormatException">A value is not a number of seconds that makes sense.</exception>
    public static MembershipTimes From(IConfiguration section)
    {
        var none = new MembershipTimes();
        return new()
        {
            Probe = Seconds(section, "ProbeSeconds", none.Probe),
            MissedProbes = section["Membership:MissedProbes"] is { } text
                ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 100
                    ? count
                    : throw new FormatException("Countersign:Membership:MissedProbes is not a number from 1 to 100.")
                : none.MissedProbes,
            Refresh = Seconds(section, "RefreshSeconds", none.Refresh),
            Gateways = Seconds(section, "GatewaySeconds", none.Gateways),
            Answer = Seconds(section, "AnswerSeconds", none.Answer),
            Farewell = Seconds(section, "FarewellSeconds", none.Farewell),
        };
    }

    private static TimeSpan Seconds(IConfiguration section, string name, TimeSpan otherwise)
    {
        if (section["Membership:" + name] is not { } text) return otherwise;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0.1 and <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"Countersign:Membership:{name} is not a number of seconds from 0.1 to 600.");
    }
}
