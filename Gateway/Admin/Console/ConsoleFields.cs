using Countersign.Gateway.Html;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What is wrong with a field of a form, said beside it.</summary>
/// <param name="Error">Its number stands at the sentence.</param>
internal sealed record Unfit(string Field, ProtocolError Error, string Text)
{
    /// <summary>With the error's number to be read behind the sentence.</summary>
    public static Unfit Numbered(string field, ProtocolError error, string text) => new(field, error, $"{text} ({error.Code})");

    /// <summary>The sentence, where it is about this field.</summary>
    public static Markup At(string field, Unfit? unfit) =>
        unfit?.Field == field ? Html.Field.Wrong(field, unfit.Text, unfit.Error) : default;

    /// <summary>The attributes that tie the field to its hint and to what is wrong with it.</summary>
    public static Markup Tie(string field, Unfit? unfit, bool hasHint) =>
        Html.Field.Described(field, unfit?.Field == field ? unfit.Error : null, hasHint);
}

/// <summary>Fields that a form of the console may have beside those of one line.</summary>
internal static class ConsoleFields
{
    /// <summary>A list, an entry to a line.</summary>
    public static Markup Lines(string name, string label, string hint, string value, Unfit? unfit) => Markup.Html($"""
        <div class="field">
        <label for="{name}">{label}</label>
        <p class="hint" id="{name}_hint">{hint}</p>
        <textarea id="{name}" name="{name}" rows="5" autocomplete="off" autocapitalize="none" spellcheck="false"
        {Unfit.Tie(name, unfit, hasHint: true)}>
        {value}</textarea>
        {Unfit.At(name, unfit)}
        </div>

        """);

    /// <summary>One of some.</summary>
    /// <param name="hint">Null: none.</param>
    public static Markup Choice(
        string name, string label, string? hint, string chosen, Unfit? unfit, params IReadOnlyList<(string Word, string Label)> options) =>
        Markup.Html($"""
            <fieldset class="field" id="{name}" {Unfit.Tie(name, unfit, hint is not null)}>
            <legend>{label}</legend>
            {(hint is null ? default : Markup.Html($"""<p class="hint" id="{name}_hint">{hint}</p>"""))}
            {Markup.Join(options.Select(option => Option(name, option.Word, option.Label, option.Word == chosen)))}
            {Unfit.At(name, unfit)}
            </fieldset>

            """);

    private static Markup Option(string name, string word, string label, bool isChosen) => Markup.Html($"""
        <label class="choice"><input type="radio" name="{name}" value="{word}"{(isChosen ? Markup.Html($" checked") : default)}>
        <span>{label}</span></label>

        """);
}
