using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>The field in which a password is chosen, the same on each page that has one.</summary>
internal static class NewPasswordField
{
    public const string Name = "new_password";

    /// <param name="error">Why the one that was typed may not be chosen; null: none was.</param>
    public static Markup Draw(PageTexts texts, ProtocolError? error) => Markup.Html($"""
        <div class="field">
        <label for="{Name}">{texts.NewPassword}</label>
        <p class="hint" id="{Name}_hint">{texts.NewPasswordHint}</p>
        <input type="password" id="{Name}" name="{Name}" autocomplete="new-password"
        maxlength="{Limits.TypedPasswordLength}" required autofocus {Field.Described(Name, error, hasHint: true)}>
        {Field.Wrong(Name, error is null ? "" : WhyNot(texts, error) ?? "", error)}
        </div>
        """);

    /// <summary>For what remembers passwords in browsers.</summary>
    public static Markup UserNameOf(UserName user) => Markup.Html(
        $"""<input type="text" name="user_name" value="{user.Value}" autocomplete="username" hidden readonly>""");

    /// <summary>The sentence beside the field; null where the refusal is no affair of the password's.</summary>
    public static string? WhyNot(PageTexts texts, ProtocolError error) => error switch
    {
        _ when error == PasswordErrors.WrongLength => texts.NewPasswordLength,
        _ when error == PasswordErrors.TooCommon => texts.NewPasswordCommon,
        _ when error == PasswordErrors.SamePassword => texts.NewPasswordSame,
        _ => null,
    };
}
