using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What the fields of a form hold, by name; empty for one that it has not.</summary>
internal sealed class Typed(Func<string, string?> value)
{
    public string this[string name] => value(name) ?? "";

    public static Typed From(Form form) => new(name => form[name]);

    public static Typed Of(params IEnumerable<(string Name, string Value)> fields)
    {
        var all = fields.ToDictionary(field => field.Name, field => field.Value);
        return new(name => all.GetValueOrDefault(name));
    }
}

/// <summary>
/// A part of the policy screen: it is seen, previewed and saved by itself, with the right and the rule of the endpoint that does the same.
/// </summary>
/// <param name="word">Its part of the address.</param>
/// <param name="door">The endpoint.</param>
/// <param name="fields">The names of its fields.</param>
internal abstract class PolicyPart(string word, string door, params string[] fields)
{
    protected const string On = "on", Off = "off";

    public string Word => word;

    public string Door => door;

    public IReadOnlyList<string> Fields => fields;

    public abstract string Title(PolicyTexts texts);

    /// <summary>What is set, as the fields have it.</summary>
    public abstract Typed Set(TenantState.Present tenant);

    public abstract Markup Draw(PolicyTexts texts, Typed typed, Unfit? unfit);

    /// <summary>What is set, in words: each with what it is called.</summary>
    public abstract IEnumerable<(string Name, string Value)> Facts(PolicyTexts texts, TenantState.Present tenant);

    /// <summary>What is to be known of it beside that; nothing for most.</summary>
    public virtual string? Note(PolicyTexts texts, TenantState.Present tenant) => null;

    /// <summary>The change that was typed, or what of it cannot be taken.</summary>
    public abstract (TenantQuestion? Change, Unfit? Unfit) Read(
        PolicyTexts texts, Typed typed, TenantState.Present tenant, RequestId request);

    /// <summary>The same when the rules refuse the change itself; null: it is not about what was typed.</summary>
    public virtual Unfit? Judge(PolicyTexts texts, Typed typed, Refusal why) => null;

    /// <summary>S-25: the warnings that the endpoint gives.</summary>
    public abstract IReadOnlyList<WarningBody> Warnings(PolicyForecast forecast, TenantQuestion change);

    /// <summary>Whether somebody loses something by it: it is asked about in red.</summary>
    public static bool IsHarm(WarningBody warning) => warning.Name is PolicyWarnings.LoseAccess or PolicyWarnings.SignInsEnd;

    protected static Markup YesOrNo(PolicyTexts texts, string name, string label, string? hint, Typed typed, Unfit? unfit) =>
        ConsoleFields.Choice(name, label, hint, typed[name], unfit, (On, texts.Yes), (Off, texts.No));

    protected static string Switch(bool isOn) => isOn ? On : Off;

    protected static string Said(PolicyTexts texts, bool isOn) => isOn ? texts.Yes : texts.No;

    /// <summary>What is wrong with the first of these fields that is neither on nor off.</summary>
    protected static Unfit? NoSwitch(PolicyTexts texts, Typed typed, params IEnumerable<string> names) =>
        names.FirstOrDefault(name => typed[name] is not (On or Off)) is { } wrong ? NoChoice(texts, wrong) : null;

    protected static Unfit NoChoice(PolicyTexts texts, string field) => new(field, HttpErrors.InvalidRequest, texts.ChoiceUnfit);
}
