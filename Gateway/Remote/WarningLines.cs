using System.Text.Json;

namespace Countersign.Gateway.Remote;

/// <summary>What a change means for the people who are there (S-25), as the interface says it: a line each.</summary>
internal static class WarningLines
{
    public static IEnumerable<string> From(JsonElement answer) => Waiting.In(answer) is { } waits
        ? ["The change " + waits + "."]
        : from warning in answer.GetProperty("warnings").EnumerateArray()
          select Shown.Plain(
              $"{warning.GetProperty("name")}, {warning.GetProperty("affected_users")} users. {warning.GetProperty("detail")}");
}
