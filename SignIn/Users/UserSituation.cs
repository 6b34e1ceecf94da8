using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Users;

/// <summary>The situation in which a question to a user is decided: which user, under which tenant, when.</summary>
public sealed record UserSituation(UserKey User, TenantState Tenant, DateTimeOffset Now);
