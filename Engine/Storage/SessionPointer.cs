using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>Where a session's secret leads.</summary>
public sealed record SessionPointer(TenantId Tenant, UserName User);
