using Countersign.Gateway.Admin;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.DeviceGrant;
using Countersign.Gateway.Devices;
using Countersign.Gateway.Federation;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.Passwords;

namespace Countersign.Gateway;

/// <summary>
/// The one table of errors: every error of the wire by its number (docs/errors has a page for each), and how the security log tells of it.
/// The texts lie with whoever answers with them.
/// </summary>
public static class ErrorTable
{
    private static readonly SecurityEvent[] Rows =
    [
        //  number    error                                       level in the log      event in the log
        new("CS1000", HttpErrors.InvalidRequest,                  LogLevel.Debug,       "http.refused"),
        new("CS1001", HttpErrors.BodyTooLarge,                    LogLevel.Debug,       "http.refused"),
        new("CS1002", HttpErrors.UnsupportedMediaType,            LogLevel.Debug,       "http.refused"),
        new("CS1003", HttpErrors.InvalidUserName,                 LogLevel.Debug,       "http.refused"),
        new("CS1004", HttpErrors.NoSuchAddress,                   LogLevel.Debug,       "http.refused"),
        new("CS1005", HttpErrors.MethodNotAllowed,                LogLevel.Debug,       "http.refused"),
        new("CS1006", HttpErrors.InvalidIdempotencyKey,           LogLevel.Debug,       "http.refused"),
        new("CS1007", HttpErrors.OriginRefused,                   LogLevel.Warning,     "csrf.refused"),
        new("CS1008", HttpErrors.HeadersTooLarge,                 LogLevel.Debug,       "http.refused"),
        new("CS1009", HttpErrors.RequestTimeout,                  LogLevel.Debug,       "http.refused"),
        new("CS1010", HttpErrors.AddressTooLong,                  LogLevel.Debug,       "http.refused"),
        new("CS1011", HttpErrors.InvalidDisplayText,              LogLevel.Information, "input.refused"),
        new("CS1012", AdminErrors.InvalidTenantName,              LogLevel.Debug,       "http.refused"),
        new("CS1013", AdminErrors.InvalidGroupName,               LogLevel.Debug,       "http.refused"),
        new("CS1014", AdminErrors.InvalidDomainName,              LogLevel.Debug,       "http.refused"),
        new("CS1015", HttpErrors.InvalidDeviceId,                 LogLevel.Debug,       "http.refused"),
        new("CS1016", AdminErrors.InvalidClientId,                LogLevel.Debug,       "http.refused"),
        new("CS1017", AdminErrors.InvalidUserCode,                LogLevel.Debug,       "http.refused"),
        new("CS1031", AdminErrors.InvalidProviderId,            LogLevel.Debug,       "http.refused"),
        new("CS1041", PasswordErrors.WrongLength,                 LogLevel.Debug,       "http.refused"),
        new("CS1042", PasswordErrors.TooCommon,                   LogLevel.Debug,       "http.refused"),
        new("CS1043", PasswordErrors.SamePassword,                LogLevel.Debug,       "http.refused"),
        new("CS1051", DeviceErrors.InvalidSubscription,           LogLevel.Information, "input.refused"),

        new("CS2001", RefusalErrors.TenantNotFound,               LogLevel.Debug,       "tenant.mismatch"),
        new("CS2002", RefusalErrors.UserNotFound,                 LogLevel.Debug,       "http.refused"),
        new("CS2003", RefusalErrors.SessionRequired,              LogLevel.Debug,       "http.refused"),
        new("CS2004", RefusalErrors.PassRefused,                  LogLevel.Warning,     "pass.refused"),
        new("CS2005", RefusalErrors.CodeRefused,                  LogLevel.Warning,     "code.refused"),
        new("CS2006", RefusalErrors.InvalidDeviceProof,           LogLevel.Warning,     "device.badproof"),
        new("CS2007", RefusalErrors.ProofReplayed,                LogLevel.Warning,     "jti.replay"),
        new("CS2008", AdminErrors.AdminTokenRequired,             LogLevel.Warning,     "admin.refused"),
        new("CS2009", RefusalErrors.FreshSignInRequired,          LogLevel.Information, "session.stale"),
        new("CS2041", RefusalErrors.SecretRefused,                LogLevel.Warning,     "secret.refused"),
        new("CS2042", RefusalErrors.PasswordMustChange,           LogLevel.Debug,       "http.refused"),

        new("CS3001", RefusalErrors.PushNotAllowed,               LogLevel.Debug,       "http.refused"),
        new("CS3002", RefusalErrors.CombinedRegistrationRequired, LogLevel.Debug,       "http.refused"),
        new("CS3003", RefusalErrors.OsTooOld,                     LogLevel.Debug,       "http.refused"),
        new("CS3004", RefusalErrors.AppUpgradeRequired,           LogLevel.Debug,       "http.refused"),
        new("CS3005", RefusalErrors.NotIndividual,                LogLevel.Information, "device.registration_refused"),
        new("CS3006", RefusalErrors.DeviceInOtherTenant,          LogLevel.Information, "device.registration_refused"),
        new("CS3007", RefusalErrors.DeviceHasOtherAccount,        LogLevel.Information, "device.registration_refused"),
        new("CS3008", RefusalErrors.DeviceNotRegistered,          LogLevel.Debug,       "http.refused"),
        new("CS3009", RefusalErrors.TooManyCodes,                 LogLevel.Information, "code.throttled"),
        new("CS3010", RefusalErrors.TooManyDevices,               LogLevel.Debug,       "http.refused"),
        new("CS3011", RefusalErrors.TooManyInstallations,         LogLevel.Debug,       "http.refused"),
        new("CS3012", RefusalErrors.SingleCredentialOnly,         LogLevel.Debug,       "http.refused"),
        new("CS3013", RefusalErrors.MethodNotFound,               LogLevel.Debug,       "http.refused"),
        new("CS3014", RefusalErrors.PhoneSignInNotEnabled,        LogLevel.Debug,       "http.refused"),
        new("CS3015", RefusalErrors.PinKeyNotAllowed,             LogLevel.Information, "policy.not_allowed"),
        new("CS3016", RefusalErrors.SyncedKeyNotAllowed,          LogLevel.Information, "policy.not_allowed"),
        new("CS3051", DeviceErrors.PushKindNotOffered,            LogLevel.Debug,       "http.refused"),

        new("CS4001", RefusalErrors.ChallengeNotFound,            LogLevel.Debug,       "http.refused"),
        new("CS4002", RefusalErrors.StatementMismatch,            LogLevel.Warning,     "decide.malformed"),
        new("CS4003", RefusalErrors.AlreadyDecided,               LogLevel.Information, "decide.replay"),
        new("CS4004", RefusalErrors.ChallengeExpired,             LogLevel.Information, "decide.late"),
        new("CS4005", RefusalErrors.UserVerificationRequired,     LogLevel.Information, "decide.incomplete"),
        new("CS4006", RefusalErrors.NumberRequired,               LogLevel.Information, "decide.incomplete"),
        new("CS4007", RefusalErrors.NumberMismatch,               LogLevel.Warning,     "decide.mismatch"),
        new("CS4008", RefusalErrors.MethodNotAllowedByPolicy,     LogLevel.Information, "policy.not_allowed"),
        new("CS4009", RefusalErrors.NotApproved,                  LogLevel.Debug,       "http.refused"),
        new("CS4010", RefusalErrors.AlreadyRedeemed,              LogLevel.Warning,     "redeem.reused"),
        new("CS4011", RefusalErrors.InvalidGrant,                 LogLevel.Information, "grant.refused"),
        new("CS4012", RefusalErrors.GrantExpired,                 LogLevel.Debug,       "http.refused"),
        new("CS4013", RefusalErrors.GrantDeclined,                LogLevel.Debug,       "http.refused"),
        new("CS4014", RefusalErrors.GrantPending,                 LogLevel.Debug,       "http.refused"),
        new("CS4015", RefusalErrors.ScopeExceeded,                LogLevel.Debug,       "http.refused"),
        new("CS4016", RefusalErrors.SignInCancelled,              LogLevel.Debug,       "http.refused"),
        new("CS4031", RefusalErrors.FederationRefused,          LogLevel.Warning,     "federation.refused"),
        new("CS4032", FederationErrors.ResponseRefused,         LogLevel.Warning,     "csrf.refused"),
        new("CS4033", FederationErrors.Declined,                LogLevel.Information, "federation.declined"),
        new("CS4034", RefusalErrors.WayNotAllowed,              LogLevel.Information, "fallback.refused"),
        new("CS4041", PasswordErrors.LinkOver,                    LogLevel.Debug,       "http.refused"),
        new("CS4058", RefusalErrors.SecondFactorRequired,         LogLevel.Information, "second_factor.refused"),

        new("CS5000", HttpErrors.InternalError,                   LogLevel.Debug,       "http.refused"),
        new("CS5001", HttpErrors.TemporarilyUnavailable,          LogLevel.Debug,       "http.refused"),
        new("CS5002", HttpErrors.RateLimited,                     LogLevel.Warning,     "request.throttled"),
        new("CS5003", HttpErrors.Throttled,                       LogLevel.Information, "slot.contention"),
        new("CS5004", HttpErrors.StorageNotWritable,              LogLevel.Debug,       "http.refused"),
        new("CS5005", HttpErrors.StorageLost,                     LogLevel.Debug,       "http.refused"),
        new("CS5006", HttpErrors.RestoreSuspected,                LogLevel.Debug,       "http.refused"),
        new("CS5007", HttpErrors.ClockWrong,                      LogLevel.Debug,       "http.refused"),
        new("CS5010", HttpErrors.PhoneOnly,                       LogLevel.Debug,       "http.refused"),
        new("CS5021", FederationErrors.ProviderUnavailable,     LogLevel.Warning,     "federation.unavailable"),
        new("CS5041", PasswordErrors.Unavailable,                 LogLevel.Warning,     "password.unavailable"),
        new("CS5042", PasswordErrors.TooManyTries,                LogLevel.Warning,     "secret.throttled"),

        new("CS6001", RefusalErrors.VersionMismatch,              LogLevel.Debug,       "http.refused"),
        new("CS6002", RefusalErrors.SettingOutOfRange,            LogLevel.Debug,       "http.refused"),
        new("CS6003", RefusalErrors.TooManyDomains,               LogLevel.Debug,       "http.refused"),
        new("CS6004", RefusalErrors.TooManyTargets,               LogLevel.Debug,       "http.refused"),
        new("CS6005", RefusalErrors.TooManyGroups,                LogLevel.Debug,       "http.refused"),
        new("CS6006", RefusalErrors.ClientNotFound,               LogLevel.Debug,       "http.refused"),
        new("CS6007", RefusalErrors.ClientRefused,                LogLevel.Debug,       "http.refused"),
        new("CS6008", RefusalErrors.TooManyClients,               LogLevel.Debug,       "http.refused"),
        new("CS6009", RefusalErrors.KeyRefused,                   LogLevel.Debug,       "http.refused"),
        new("CS6010", RefusalErrors.TenantNameReserved,           LogLevel.Debug,       "http.refused"),
        new("CS6011", AdminErrors.UnknownParameter,               LogLevel.Debug,       "http.refused"),
        new("CS6031", RefusalErrors.ProviderNotFound,           LogLevel.Debug,       "http.refused"),
        new("CS6032", RefusalErrors.ProviderRefused,            LogLevel.Debug,       "http.refused"),
        new("CS6033", RefusalErrors.TooManyProviders,           LogLevel.Debug,       "http.refused"),
        new("CS6041", RefusalErrors.PasswordsNotKept,             LogLevel.Debug,       "http.refused"),

        new("CS7101", OidcErrors.UnknownApplication.Row,          LogLevel.Debug,       "http.refused"),
        new("CS7102", OidcErrors.RedirectRefused.Row,             LogLevel.Warning,     "redirect.refused"),
        new("CS7103", OidcErrors.RequestOver.Row,                 LogLevel.Debug,       "http.refused"),
        new("CS7104", OAuthErrors.InvalidParameter.Row,           LogLevel.Debug,       "http.refused"),
        new("CS7105", OAuthErrors.DuplicateParameter.Row,         LogLevel.Debug,       "http.refused"),
        new("CS7106", OidcErrors.ResponseTypeUnsupported.Row,     LogLevel.Debug,       "http.refused"),
        new("CS7107", OidcErrors.CodeChallengeRequired.Row,       LogLevel.Debug,       "http.refused"),
        new("CS7108", OAuthErrors.OpenIdRequired.Row,             LogLevel.Debug,       "http.refused"),
        new("CS7109", OidcErrors.RequestUnsupported.Row,          LogLevel.Debug,       "http.refused"),
        new("CS7110", OAuthErrors.RequestUriUnsupported.Row,      LogLevel.Debug,       "http.refused"),
        new("CS7111", OidcErrors.RequestUriRefused.Row,           LogLevel.Debug,       "http.refused"),
        new("CS7112", OidcErrors.PushRequired.Row,                LogLevel.Debug,       "http.refused"),
        new("CS7113", OAuthErrors.HintRefused.Row,                LogLevel.Debug,       "http.refused"),
        new("CS7114", OidcErrors.TooLong.Row,                     LogLevel.Debug,       "http.refused"),
        new("CS7115", OidcErrors.ReturnRefused.Row,               LogLevel.Warning,     "redirect.refused"),
        new("CS7116", OidcErrors.LoginRequired.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7117", OidcErrors.ContextUnmet.Row,                LogLevel.Debug,       "http.refused"),
        new("CS7118", OidcErrors.AccessDenied.Row,                LogLevel.Debug,       "http.refused"),
        new("CS7119", OAuthErrors.FormRequired.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7201", OAuthErrors.ClientRefused.Row,              LogLevel.Warning,     "client.refused"),
        new("CS7202", OAuthErrors.AssertionReplayed.Row,          LogLevel.Warning,     "jti.replay"),
        new("CS7203", OAuthErrors.AudienceRefused.Row,            LogLevel.Warning,     "aud.refused"),
        new("CS7204", OAuthErrors.TwoAuthentications.Row,         LogLevel.Debug,       "http.refused"),
        new("CS7205", OAuthErrors.ClientNotAllowed.Row,           LogLevel.Debug,       "http.refused"),
        new("CS7206", OidcErrors.GrantTypeUnsupported.Row,        LogLevel.Debug,       "http.refused"),
        new("CS7207", OAuthErrors.DpopRefused.Row,                LogLevel.Information, "dpop.refused"),
        new("CS7208", OAuthErrors.DpopReplayed.Row,               LogLevel.Warning,     "jti.replay"),
        new("CS7209", OAuthErrors.DpopRequired.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7210", OAuthErrors.TokenRefused.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7211", OAuthErrors.TokenRequired.Row,              LogLevel.Debug,       "http.refused"),
        new("CS7301", CibaErrors.OneHintRequired.Row,             LogLevel.Debug,       "http.refused"),
        new("CS7302", CibaErrors.HintTokenRefused.Row,            LogLevel.Debug,       "http.refused"),
        new("CS7303", CibaErrors.HintTokenExpired.Row,            LogLevel.Debug,       "http.refused"),
        new("CS7304", CibaErrors.UnknownPerson.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7305", CibaErrors.BindingMessageRefused.Row,       LogLevel.Debug,       "http.refused"),
        new("CS7306", CibaErrors.NotificationTokenRefused.Row,    LogLevel.Debug,       "http.refused"),
        new("CS7307", CibaErrors.SignedRequestRequired.Row,       LogLevel.Debug,       "http.refused"),
        new("CS7308", CibaErrors.SignedRequestRefused.Row,        LogLevel.Debug,       "http.refused"),
        new("CS7309", CibaErrors.SignedRequestReplayed.Row,       LogLevel.Debug,       "http.refused"),
        new("CS7310", CibaErrors.PromptRefused.Row,               LogLevel.Debug,       "http.refused"),
        new("CS7311", OAuthErrors.SlowDown.Row,                   LogLevel.Debug,       "http.refused"),
        new("CS7312", RefusalErrors.UserCodeRequired,             LogLevel.Debug,       "http.refused"),
        new("CS7313", RefusalErrors.UserCodeRefused,              LogLevel.Debug,       "http.refused"),
        new("CS7314", DeviceGrantErrors.DeviceUnknown,            LogLevel.Debug,       "http.refused"),
    ];

    /// <summary>All of them, in the order of their numbers.</summary>
    public static IEnumerable<ProtocolError> Errors => Rows.Select(row => row.Error);

    public static SecurityEvents SecurityEvents { get; } = new(Rows);
}
