using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>What ties a field of a form to its hint and to what is wrong with it, for whoever hears the page.</summary>
internal static class Field
{
    /// <param name="field">Its id.</param>
    /// <param name="hasHint">There is an element of the field's id with <c>_hint</c>.</param>
    public static Markup Described(string field, ProtocolError? error, bool hasHint) => (error, hasHint) switch
    {
        (null, false) => default,
        (null, true) => Markup.Html($"aria-describedby=\"{field}_hint\""),
        (_, false) => Markup.Html($"aria-describedby=\"{field}_error\" aria-invalid=\"true\""),
        _ => Markup.Html($"aria-describedby=\"{field}_error {field}_hint\" aria-invalid=\"true\""),
    };

    /// <summary>The sentence that says what is wrong; nothing where nothing is.</summary>
    public static Markup Wrong(string field, string text, ProtocolError? error) => error is null
        ? default
        : Markup.Html($"""<p class="error" id="{field}_error" data-code="{error.Code}">{text}</p>""");
}
