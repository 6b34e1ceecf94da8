using System.Globalization;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin;

/// <summary>Parameters of a query that come once or not at all.</summary>
internal static class QueryText
{
    public const string DaysAdvice = "days is a whole number, 1 to 30.";

    private const int MostDays = 30;

    /// <summary>How many days of the sign-in log; one where nothing is said.</summary>
    public static bool TryDays(HttpContext http, out int days)
    {
        days = 1;
        if (!TryOne(http, "days", out var text)) return false;
        if (text is null) return true;
        if (!WholeNumber.TryParse(text, out var number) || number is < 1 or > MostDays) return false;
        days = (int)number;
        return true;
    }

    /// <summary>False: it came more than once.</summary>
    public static bool TryOne(HttpContext http, string name, out string? value)
    {
        var values = http.Request.Query[name];
        value = values.Count == 1 ? values[0] : null;
        return values.Count <= 1;
    }

    /// <summary>RFC 3339 with a zone, as answers write times: without one nobody knows which instant is meant.</summary>
    public static bool TryTime(HttpContext http, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!TryOne(http, name, out var text)) return false;
        if (text is null) return true;
        string[] forms = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
        if (!(text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' or ' '))) return false;
        // a plus that nobody escaped has become a space
        if (!DateTimeOffset.TryParseExact(text.Replace(' ', '+'), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;
        time = read;
        return true;
    }
}
