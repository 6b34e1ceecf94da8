using System.Globalization;
using System.Text.Json;

namespace Countersign.Gateway.Remote;

/// <summary>What a service answers to a change that has to wait for a second person (T31).</summary>
internal static class Waiting
{
    /// <summary>A line for people; null: the change was made.</summary>
    public static string? In(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("proposal", out var number)
            && answer.TryGetProperty("expires_at", out var until)
            ? string.Create(
                CultureInfo.InvariantCulture, $"waits for a second person, as proposal {number.GetInt64()}, until {until.GetString()}")
            : null;
}
