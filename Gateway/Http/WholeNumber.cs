using System.Globalization;

namespace Countersign.Gateway.Http;

/// <summary>A number in a query or a header field: digits and nothing else. The framework's parser alone forgives NULs behind it.</summary>
internal static class WholeNumber
{
    public static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
