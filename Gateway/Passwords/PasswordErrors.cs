using Countersign.Gateway.Http;

namespace Countersign.Gateway.Passwords;

/// <summary>The errors of passwords and recovery codes.</summary>
internal static class PasswordErrors
{
    public static readonly ProtocolError WrongLength = new("CS1041", "password_length", 400,
        "A password has 8 to 256 characters.",
        "Any characters do, spaces too; a few words that do not belong together are long and easy to keep.");
    public static readonly ProtocolError TooCommon = new("CS1042", "password_too_common", 400,
        "That password is one of those that are tried first.",
        "It is on a list of common passwords, or made of the name. Choose another.");
    public static readonly ProtocolError SamePassword = new("CS1043", "password_same", 400,
        "That is the password that must be changed.",
        "Choose another; the one you were given is known to whoever gave it to you.");
    public static readonly ProtocolError LinkOver = new("CS4041", "password_link_over", 400,
        "This is not the password page of a sign-in that began here a moment ago.",
        "Begin a new sign-in with the user name.");
    public static readonly ProtocolError TooManyTries = new("CS5042", "too_many_tries", 429,
        "Too many wrong passwords were typed for this account.",
        "Wait as long as Retry-After says, or sign in with the phone or in a browser that you have signed in with before.");
    public static readonly ProtocolError Unavailable = new("CS5041", "password_check_unavailable", 503,
        "Passwords cannot be checked now.",
        "Try again in a moment, or sign in with the phone. Nobody was signed in.");
}
