using Countersign.SignIn.Audit;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>N18: the life of an authenticator, for auditors.</summary>
internal static class EnrolmentAudit
{
    public static AuditFact? Fact(EnrolmentEvent happened, AuditFact about) => happened switch
    {
        ActivationCodeIssued => about with { Kind = "method.code_issued" },
        DeviceActivated activated => about with
        {
            Kind = "method.activated",
            Device = activated.Authenticator.Device,
            Key = activated.Authenticator.DecisionKey.Thumbprint,
        },
        PhoneSignInEnabled enabled => about with { Kind = "method.enabled", Device = enabled.Device },
        PhoneSignInDisabled disabled => about with { Kind = "method.disabled", Device = disabled.Device },
        MethodRenamed renamed => about with { Kind = "method.renamed", Device = renamed.Device },
        MethodRemoved removed => about with
        {
            Kind = "method.removed",
            Device = removed.Authenticator.Device,
            Key = removed.Authenticator.DecisionKey.Thumbprint,
            Reason = removed.ByAdministrator ? "by_administrator" : "by_user",
        },
        _ => null,
    };
}
