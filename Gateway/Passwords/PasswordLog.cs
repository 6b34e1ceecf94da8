using Countersign.SignIn;

namespace Countersign.Gateway.Passwords;

/// <summary>Tells the operator why a directory or a verifier could not be used: what went wrong, and nothing of what was asked.</summary>
internal sealed partial class PasswordLog(ILogger logger)
{
    public void Unavailable(TenantId tenant, PasswordPlace place, string why) => Log.Unavailable(logger, place.Word, tenant.Value, why);

    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Warning, "password.unavailable {Place} of {Tenant}: {Why}")]
        public static partial void Unavailable(ILogger logger, string place, string tenant, string why);
    }
}
