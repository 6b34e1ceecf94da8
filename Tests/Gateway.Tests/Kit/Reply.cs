using System.Text.Json;
using System.Text.RegularExpressions;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>The answer to a request, read to the end.</summary>
internal sealed partial class Reply
{
    private readonly SortedDictionary<string, string[]> _headers = new(StringComparer.OrdinalIgnoreCase);

    private Reply(int status, string text) => (Status, Text) = (status, text);

    public int Status { get; }

    public string Text { get; }

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The problem's number, null when it is none.</summary>
    public string? Code =>
        IsProblem ? Json.GetProperty("code").GetString()
        : (IsPage || IsScimError) && Number().Match(Text) is { Success: true } match ? match.Value : null;

    /// <summary>Carried out: a success, or sent on after one.</summary>
    public bool IsDone => Status is (>= 200 and < 300) or 303;

    public bool IsPage => Header("Content-Type") == "text/html; charset=utf-8";

    public bool IsProblem => Header("Content-Type") == "application/problem+json";

    /// <summary>As SCIM has refusals: our number stands in the detail.</summary>
    public bool IsScimError => Header("Content-Type") == "application/scim+json" && Status >= 400;

    public IReadOnlyList<string> SetCookies => _headers.GetValueOrDefault("Set-Cookie", []);

    /// <summary>Everything a caller can see of it but the time of day: two replies with one look cannot be told apart.</summary>
    public string Look =>
        Status + "\n" + string.Concat(_headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(" | ", h.Value)}\n")) + "\n"
            + Text;

    public string this[string member] => Json.GetProperty(member).ToString();

    public static async Task<Reply> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        var reply = new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        foreach (var (name, values) in response.Headers.NonValidated) reply._headers[name] = [.. values];
        foreach (var (name, values) in response.Content.Headers.NonValidated) reply._headers[name] = [.. values];
        return reply;
    }

    public static Reply Of(int status, IEnumerable<KeyValuePair<string, string>> headers, string text)
    {
        var reply = new Reply(status, text);
        foreach (var named in headers.GroupBy(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase)) reply._headers[named.Key] =
            [.. named];
        return reply;
    }

    public string? Header(string name) => _headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    public bool Has(string member) => Json.TryGetProperty(member, out _);

    public Reply MustBe(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>A refusal, whole: status, number, and the same said in the body.</summary>
    public Reply MustBe(int status, string code)
    {
        Assert.True(Status == status && Code == code, $"expected {status} {code}, got {Status}: {Text}");
        if (IsPage) return this;
        if (IsScimError)
        {
            const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";
            Assert.Equal((status.ToString(), Schema), (this["status"], Json.GetProperty("schemas")[0].GetString()));
            return this;
        }

        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(this["name"]));
        return this;
    }

    [GeneratedRegex(@"\bCS\d{4}\b")]
    private static partial Regex Number();
}
