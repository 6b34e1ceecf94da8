using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>Reads a filter or a path by the grammar of RFC 7644 (figures 1 and 7). Pure; bounded in length, depth and number.</summary>
internal ref struct FilterParser
{
    public const int MostCharacters = 1024, MostDepth = 8, MostLeaves = 32;

    private readonly ReadOnlySpan<char> _text;
    private int _at, _depth, _leaves;

    private FilterParser(string text) => _text = text;

    /// <summary>Null: it is none.</summary>
    public static ScimFilter? Filter(string text)
    {
        if (text.Length > MostCharacters) return null;
        var parser = new FilterParser(text);
        return parser.Either() is { } read && parser.IsOver ? read : null;
    }

    /// <summary>Null: it is none.</summary>
    public static PatchPath? Path(string text)
    {
        if (text.Length > MostCharacters) return null;
        var parser = new FilterParser(text);
        if (parser.Attribute() is not { } path) return null;
        if (parser.IsOver) return new(path);
        if (path.Sub is not null || parser.Within() is not { } where) return null;
        if (parser.Takes('.'))
        {
            if (parser.Word() is not { } sub || !IsName(sub)) return null;
            path = path with { Sub = sub };
        }

        return parser.IsOver ? new(path, where) : null;
    }

    private bool IsOver
    {
        get
        {
            Skip();
            return _at == _text.Length;
        }
    }

    private ScimFilter? Either()
    {
        if (++_depth > MostDepth) return null;
        var one = Both();
        while (one is not null && TakesWord("or"))
            one = Both() is { } other ? new ScimFilter.Or(one, other) : null;
        _depth--;
        return one;
    }

    private ScimFilter? Both()
    {
        var one = Single();
        while (one is not null && TakesWord("and"))
            one = Single() is { } other ? new ScimFilter.And(one, other) : null;
        return one;
    }

    private ScimFilter? Single()
    {
        Skip();
        if (Takes('(')) return Grouped();
        var before = _at;
        if (TakesWord("not"))
        {
            Skip();
            if (Takes('(')) return Grouped() is { } inner ? new ScimFilter.Not(inner) : null;
            _at = before;   // an attribute may be called that
        }

        if (++_leaves > MostLeaves || Attribute() is not { } path) return null;
        if (_at < _text.Length && _text[_at] == '[') return Within() is { } where ? new ScimFilter.Within(path, where) : null;
        if (!Gap() || Word() is not { } how) return null;
        if (how.Equals("pr", StringComparison.OrdinalIgnoreCase)) return new ScimFilter.Present(path);
        return ComparisonOf(how) is { } comparison && Gap() && TryValue(out var value)
            ? new ScimFilter.Compare(path, comparison, value)
            : null;
    }

    private ScimFilter? Grouped()
    {
        if (Either() is not { } inner) return null;
        Skip();
        return Takes(')') ? inner : null;
    }

    /// <summary>The values that are meant, in brackets.</summary>
    private ScimFilter? Within()
    {
        if (!Takes('[') || Either() is not { } inner) return null;
        Skip();
        return Takes(']') ? inner : null;
    }

    private AttributePath? Attribute()
    {
        var begin = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_' or '$' or ':' or '.')) _at++;
        var all = _text[begin.._at];
        var colon = all.LastIndexOf(':');
        var schema = colon < 0 ? null : all[..colon].ToString();
        if (schema is not null && !schema.StartsWith("urn:", StringComparison.OrdinalIgnoreCase)) return null;
        var name = all[(colon + 1)..];
        var dot = name.IndexOf('.');
        var (first, sub) = dot < 0 ? (name.ToString(), null) : (name[..dot].ToString(), name[(dot + 1)..].ToString());
        return IsName(first) && (sub is null || IsName(sub)) ? new(schema, first, sub) : null;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length > 0 && name[0] == '$') name = name[1..];
        if (name.Length == 0 || !char.IsAsciiLetter(name[0])) return false;
        foreach (var character in name) if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')) return false;
        return true;
    }

    private static Comparison? ComparisonOf(string word) => word.ToLowerInvariant() switch
    {
        "eq" => Comparison.Equal,
        "ne" => Comparison.NotEqual,
        "co" => Comparison.Contains,
        "sw" => Comparison.StartsWith,
        "ew" => Comparison.EndsWith,
        "gt" => Comparison.Greater,
        "ge" => Comparison.GreaterOrEqual,
        "lt" => Comparison.Less,
        "le" => Comparison.LessOrEqual,
        _ => null,
    };

    private bool TryValue(out object? value)
    {
        value = null;
        if (_at < _text.Length && _text[_at] == '"') return TryText(out value);
        var word = NumberOrWord();
        switch (word)
        {
            case "true" or "false":
                value = word == "true";
                return true;
            case "null":
                return true;
            default:
                if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                    return false;
                value = number;
                return true;
        }
    }

    /// <summary>As JSON writes a string.</summary>
    private bool TryText(out object? value)
    {
        value = null;
        var begin = _at++;
        while (_at < _text.Length && _text[_at] != '"') _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length) return false;
        _at++;
        try
        {
            value = JsonElement.Parse(Encoding.UTF8.GetBytes(_text[begin.._at].ToString())).GetString();
            return value is not null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private string NumberOrWord()
    {
        var begin = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.')) _at++;
        return _text[begin.._at].ToString();
    }

    private string? Word()
    {
        var begin = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_' or '$')) _at++;
        return begin == _at ? null : _text[begin.._at].ToString();
    }

    /// <summary>A word of the grammar with a space behind it, or a bracket.</summary>
    private bool TakesWord(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (end >= _text.Length || !_text[_at..end].Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        if (_text[end] is not (' ' or '(')) return false;
        _at = end;
        return true;
    }

    private bool Gap()
    {
        var before = _at;
        Skip();
        return _at > before;
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private bool Takes(char character)
    {
        if (_at >= _text.Length || _text[_at] != character) return false;
        _at++;
        return true;
    }
}
