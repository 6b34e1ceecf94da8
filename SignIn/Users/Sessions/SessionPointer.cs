namespace Countersign.SignIn.Users.Sessions;

/// <summary>The user a session's secret leads to: what stands in the session's row.</summary>
public sealed record SessionPointer(TenantId Tenant, UserName User);
