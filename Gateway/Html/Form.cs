using System.Text;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>
/// The fields of a posted form, read as strictly as JSON is (T9, T27): bounded, UTF-8, no field twice, no control characters but tabs, and
/// ends of lines where a form has room for them.
/// Fields that a page does not ask for are passed over, since browsers' extensions put some in.
/// </summary>
internal sealed class Form
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly FormShape _shape;

    private Form(FormShape shape) => _shape = shape;

    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Of the fields that came, as they came.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <param name="shape">Null: a short one.</param>
    public static async ValueTask<(Form? Form, Problem? Refused)> Read(HttpContext http, FormShape? shape = null)
    {
        shape ??= FormShape.Short;
        var boundary = shape.HasFile ? FormParts.BoundaryOf(http.Request) : null;
        if (boundary is null && !IsForm(http.Request)) return (null, new(HttpErrors.UnsupportedMediaType));
        var (bytes, refused) = await RequestBody.ReadBytes(http, shape.Bytes);
        if (refused is not null) return (null, refused);
        var form = new Form(shape);
        var isWell = boundary is null ? form.Parse(bytes) : await form.ParseParts(bytes, boundary, http.RequestAborted);
        return isWell ? (form, null) : (null, new(HttpErrors.InvalidRequest));
    }

    private bool Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Ascii.IsValid(bytes.Span)) return false;
        if (bytes.IsEmpty) return true;
        var pairs = Encoding.ASCII.GetString(bytes.Span).Split('&');
        return pairs.Length <= _shape.Fields && pairs.All(Add);
    }

    private async ValueTask<bool> ParseParts(ReadOnlyMemory<byte> bytes, string boundary, CancellationToken cancel) =>
        await FormParts.Read(bytes, boundary, _shape.Fields, cancel) is { } parts
        && parts.All(part => IsWell(part.Name) && IsWell(part.Value) && _fields.TryAdd(part.Name, part.Value));

    private bool Add(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals > 0 && Decode(pair[..equals]) is { } name && Decode(pair[(equals + 1)..]) is { } value && _fields.TryAdd(name, value);
    }

    /// <summary>Null where an escape is broken, or what comes out is not UTF-8 or holds a control character.</summary>
    private string? Decode(string text) => FormEncoding.Decode(text) is { } decoded && IsWell(decoded) ? decoded : null;

    /// <summary>A tab comes along when a name is pasted; lines, where a form has room for them.</summary>
    private bool IsWell(string text) => !text.Any(c => char.IsControl(c) && c != '\t' && !(_shape.HasLines && c is '\r' or '\n'));

    private static bool IsForm(HttpRequest request) => MediaTypes.Is(request, "application/x-www-form-urlencoded");
}

/// <summary>What a form may have.</summary>
/// <param name="Fields">So many at most.</param>
/// <param name="HasLines">Line breaks may stand in its values.</param>
/// <param name="HasFile">Small files may come along: <c>multipart/form-data</c> is read, too, and a file is base64.</param>
/// <param name="Bytes">So many at most.</param>
internal sealed record FormShape(int Fields, bool HasLines, bool HasFile, int Bytes)
{
    public static readonly FormShape Short = new(16, false, false, RequestBody.MaximumBytes);

    /// <summary>Of administration: with lists of addresses, and a logo.</summary>
    public static readonly FormShape Long = new(64, true, true, 3 * RequestBody.MaximumBytes);

    /// <summary>With the 5,000 names that a policy may have, one to a line.</summary>
    public static readonly FormShape Names = new(16, true, false, 1024 * 1024);

    /// <summary>With a table of some hundred people.</summary>
    public static readonly FormShape Table = new(16, true, true, 256 * 1024);
}
