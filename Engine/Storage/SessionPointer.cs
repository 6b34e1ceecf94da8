using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>The user a session's secret leads to: the body of the session's row.</summary>
public sealed record SessionPointer(TenantId Tenant, UserName User);
