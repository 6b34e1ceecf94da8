using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countersign.Gateway.Admin;

/// <summary>The JSON of administration.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(TokensAnswer))]
[JsonSerializable(typeof(CreateTokenBody))]
[JsonSerializable(typeof(CreatedTokenAnswer))]
[JsonSerializable(typeof(MakeAdministratorBody))]
[JsonSerializable(typeof(AdministratorBody))]
[JsonSerializable(typeof(AdministratorsAnswer))]
[JsonSerializable(typeof(TenantsAnswer))]
[JsonSerializable(typeof(TenantBody))]
[JsonSerializable(typeof(PolicyBody))]
[JsonSerializable(typeof(LegacyPolicyAnswer))]
[JsonSerializable(typeof(WhatIfAnswer))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(SettingsAnswer))]
[JsonSerializable(typeof(WebhookSecretAnswer))]
[JsonSerializable(typeof(PrerequisitesAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(DomainsAnswer))]
[JsonSerializable(typeof(UserCodeBody))]
[JsonSerializable(typeof(ProvidersAnswer))]
[JsonSerializable(typeof(UserLinkBody))]
[JsonSerializable(typeof(SigningKeysAnswer))]
[JsonSerializable(typeof(ClientsAnswer))]
[JsonSerializable(typeof(ClientSecretAnswer))]
[JsonSerializable(typeof(ProvisionBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(PassBody))]
[JsonSerializable(typeof(PassAnswer))]
[JsonSerializable(typeof(PasswordsBody))]
[JsonSerializable(typeof(OneTimePasswordBody))]
[JsonSerializable(typeof(OneTimePasswordAnswer))]
[JsonSerializable(typeof(GroupsAnswer))]
[JsonSerializable(typeof(MakeGroupBody))]
[JsonSerializable(typeof(MembersAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(SecurityEventsAnswer))]
[JsonSerializable(typeof(SignInsAnswer))]
[JsonSerializable(typeof(SignInsMissedBody))]
[JsonSerializable(typeof(SignInCountsAnswer))]
[JsonSerializable(typeof(ConfigurationBody))]
[JsonSerializable(typeof(ProposalsAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AdminJson : JsonSerializerContext;
