namespace Countersign.Gateway.Observability;

/// <summary>
/// What a refusal is called in the log, and how loudly it is said: one table. What is not in it is the caller's own affair.
/// </summary>
internal static class SecurityEvents
{
    private static readonly Dictionary<ProtocolError, (LogLevel Level, string Name)> Table = new()
    {
        [ProtocolErrors.NumberMismatch] = (LogLevel.Warning, "decide.mismatch"),
        [ProtocolErrors.StatementMismatch] = (LogLevel.Warning, "decide.malformed"),
        [ProtocolErrors.UserVerificationRequired] = (LogLevel.Information, "decide.incomplete"),
        [ProtocolErrors.NumberRequired] = (LogLevel.Information, "decide.incomplete"),
        [ProtocolErrors.AlreadyDecided] = (LogLevel.Information, "decide.replay"),
        [ProtocolErrors.ChallengeExpired] = (LogLevel.Information, "decide.late"),
        [ProtocolErrors.MethodNotAllowedByPolicy] = (LogLevel.Information, "policy.not_allowed"),
        [ProtocolErrors.AlreadyRedeemed] = (LogLevel.Warning, "redeem.reused"),
        [ProtocolErrors.InvalidDeviceProof] = (LogLevel.Warning, "device.badproof"),
        [ProtocolErrors.ProofReplayed] = (LogLevel.Warning, "jti.replay"),
        [ProtocolErrors.PassRefused] = (LogLevel.Warning, "pass.refused"),
        [ProtocolErrors.CodeRefused] = (LogLevel.Warning, "code.refused"),
        [ProtocolErrors.RedirectRefused] = (LogLevel.Warning, "redirect.refused"),
        [ProtocolErrors.ReturnRefused] = (LogLevel.Warning, "redirect.refused"),
        [ProtocolErrors.ClientAuthenticationRefused] = (LogLevel.Warning, "client.refused"),
        [ProtocolErrors.AssertionReplayed] = (LogLevel.Warning, "jti.replay"),
        [ProtocolErrors.DpopReplayed] = (LogLevel.Warning, "jti.replay"),
        [ProtocolErrors.AudienceRefused] = (LogLevel.Warning, "aud.refused"),
        [ProtocolErrors.DpopRefused] = (LogLevel.Information, "dpop.refused"),
        [ProtocolErrors.InvalidGrant] = (LogLevel.Information, "grant.refused"),
        [ProtocolErrors.AdminTokenRequired] = (LogLevel.Warning, "admin.refused"),
        [ProtocolErrors.OriginRefused] = (LogLevel.Warning, "csrf.refused"),
        [ProtocolErrors.InvalidDisplayText] = (LogLevel.Information, "input.refused"),
        [ProtocolErrors.RateLimited] = (LogLevel.Warning, "request.throttled"),
        [ProtocolErrors.Throttled] = (LogLevel.Information, "slot.contention"),
        [ProtocolErrors.NotIndividual] = (LogLevel.Information, "device.registration_refused"),
        [ProtocolErrors.DeviceInOtherTenant] = (LogLevel.Information, "device.registration_refused"),
        [ProtocolErrors.DeviceHasOtherAccount] = (LogLevel.Information, "device.registration_refused"),
        [ProtocolErrors.TooManyCodes] = (LogLevel.Information, "code.throttled"),
        [ProtocolErrors.TenantNotFound] = (LogLevel.Debug, "tenant.mismatch"),
    };

    public static (LogLevel Level, string Name) Of(ProtocolError error, HttpRequest request)
    {
        if (error == ProtocolErrors.InvalidDeviceProof && EndsWith(request, "/device/answer")) return (LogLevel.Warning, "decide.badproof");
        if (error == ProtocolErrors.RateLimited && EndsWith(request, "/sign-in")) return (LogLevel.Warning, "start.throttled");
        return Table.TryGetValue(error, out var known) ? known : (LogLevel.Debug, "http.refused");
    }

    private static bool EndsWith(HttpRequest request, string path) => request.Path.Value?.EndsWith(path, StringComparison.Ordinal) == true;
}
