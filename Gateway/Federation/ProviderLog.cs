using Countersign.SignIn.Providers;

namespace Countersign.Gateway.Federation;

/// <summary>Tells the operator why a provider could not be used: by its id and what went wrong, and nothing that it said.</summary>
internal sealed partial class ProviderLog(ILogger logger)
{
    public void Unavailable(Provider provider, ProviderUnavailableException why) => Log.Unavailable(logger, provider.Id, why.Message);

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "provider.unavailable {Provider}: {Why}")]
        public static partial void Unavailable(ILogger logger, string provider, string why);
    }
}
