using System.Text;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>
/// The fields of a posted form, read as strictly as JSON is (T9, T27): bounded, UTF-8, no field twice, no control characters but tabs.
/// Fields that a page does not ask for are passed over, since browsers' extensions put some in.
/// </summary>
internal sealed class Form
{
    private const int MostFields = 16;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private Form()
    {
    }

    public string? this[string name] => _fields.GetValueOrDefault(name);

    public static async ValueTask<(Form? Form, Problem? Refused)> Read(HttpContext http)
    {
        if (!IsForm(http.Request)) return (null, new(HttpErrors.UnsupportedMediaType));
        var (bytes, refused) = await RequestBody.ReadBytes(http);
        if (refused is not null) return (null, refused);
        return Parse(bytes) is { } form ? (form, null) : (null, new(HttpErrors.InvalidRequest));
    }

    private static Form? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Ascii.IsValid(bytes.Span)) return null;
        var form = new Form();
        if (bytes.IsEmpty) return form;
        var pairs = Encoding.ASCII.GetString(bytes.Span).Split('&');
        return pairs.Length <= MostFields && pairs.All(form.Add) ? form : null;
    }

    private bool Add(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals > 0 && Decode(pair[..equals]) is { } name && Decode(pair[(equals + 1)..]) is { } value && _fields.TryAdd(name, value);
    }

    /// <summary>Null where an escape is broken, or what comes out is not UTF-8 or holds a control character.</summary>
    private static string? Decode(string text) =>
        // a tab comes along when a name is pasted
        FormEncoding.Decode(text) is { } decoded && !decoded.Any(c => char.IsControl(c) && c != '\t') ? decoded : null;

    private static bool IsForm(HttpRequest request) => MediaTypes.Is(request, "application/x-www-form-urlencoded");
}
