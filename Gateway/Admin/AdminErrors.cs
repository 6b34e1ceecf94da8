using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin;

/// <summary>The errors of administration alone.</summary>
internal static class AdminErrors
{
    // the request itself
    public static readonly ProtocolError InvalidTenantName = new("CS1012", "invalid_tenant_name", 400,
        "That is not a tenant's name.",
        "1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit.");
    public static readonly ProtocolError InvalidGroupName = new("CS1013", "invalid_group_name", 400,
        "That is not a group name.",
        "1 to 64 of a-z, 0-9, '.', '-' and '_'.");
    public static readonly ProtocolError InvalidDomainName = new("CS1014", "invalid_domain_name", 400,
        "That is not a domain name.",
        "What follows the @ of a user name: at most 128 of a-z, 0-9, '-' and '.'.");
    public static readonly ProtocolError InvalidClientId = new("CS1016", "invalid_client_id", 400,
        "That is not a client's id.",
        "1 to 64 of A-Z, a-z, 0-9, '.', '_', '~' and '-'.");

    public static readonly ProtocolError InvalidProviderId = new("CS1031", "invalid_provider_id", 400,
        "That is not a provider's id.",
        "1 to 32 of a-z, 0-9 and -, beginning and ending with a letter or digit.");

    public static readonly ProtocolError UnknownParameter = new("CS6011", "unknown_parameter", 400,
        "The address has a parameter that nothing here takes.",
        "Check its spelling, small letters included, against the API description. Nothing was read and nothing changed.");

    public static readonly ProtocolError InvalidTable = new("CS1069", "invalid_table", 400,
        "The table of people cannot be brought in.",
        "The page says what is wrong on which line. Nothing has changed.");

    // who, and by what right
    public static readonly ProtocolError AdminTokenRequired = new("CS2008", "admin_token_required", 401,
        "Administration needs its token.",
        "Send Authorization: Bearer with a token of administration that is good.") { Challenge = "Bearer" };
    public static readonly ProtocolError RoleRequired = new("CS2021", "admin_role_required", 403,
        "The token may not do this.",
        "Its role or its tenants do not reach so far. Nothing has changed. An owner can make another token.");

    public static readonly ProtocolError NotAdministrator = new("CS2022", "not_an_administrator", 403,
        "The person who signed in is no administrator.",
        "An owner can make the person one.");
    public static readonly ProtocolError ConsoleSignInRequired = new("CS2023", "console_sign_in_required", 401,
        "Sign in at the console first.",
        "The session there is missing or over. Nothing has changed.") { Challenge = "Cookie" };
    public static readonly ProtocolError ConsoleSignInRefused = new("CS2024", "console_sign_in_refused", 403,
        "The way to the console was not taken in this browser, or took too long.",
        "Begin at the console, in the same browser.");

    // the sign-in log
    public static readonly ProtocolError NoSuchSignIn = new("CS6069", "sign_in_not_found", 404,
        "There is no such sign-in in the log.",
        "The log keeps sign-ins for a number of days, and none of somebody who was removed.");

    // somebody elsewhere (CIBA, the device grant)
    public static readonly ProtocolError InvalidUserCode = new("CS1017", "invalid_user_code", 400,
        "That is not a user code.",
        "4 to 64 printable characters of ASCII.");
}
