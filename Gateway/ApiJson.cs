using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countersign.Gateway;

/// <summary>The wire's JSON: snake case, and strict on the way in (J9, T9, T27).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(SignIn.StartBody))]
[JsonSerializable(typeof(SignIn.StartAnswer))]
[JsonSerializable(typeof(SignIn.StateAnswer))]
[JsonSerializable(typeof(SignIn.RedeemAnswer))]
[JsonSerializable(typeof(Devices.ActivateBody))]
[JsonSerializable(typeof(Devices.ActivateAnswer))]
[JsonSerializable(typeof(Devices.RegisterBody))]
[JsonSerializable(typeof(Devices.AnswerBody))]
[JsonSerializable(typeof(Devices.AnswerAnswer))]
[JsonSerializable(typeof(Devices.WaitingAnswer))]
[JsonSerializable(typeof(SecurityInfo.SessionBody))]
[JsonSerializable(typeof(SecurityInfo.SessionAnswer))]
[JsonSerializable(typeof(SecurityInfo.MethodsAnswer))]
[JsonSerializable(typeof(SecurityInfo.CodeAnswer))]
[JsonSerializable(typeof(Admin.TenantBody))]
[JsonSerializable(typeof(Admin.PolicyBody))]
[JsonSerializable(typeof(Admin.UsersAnswer))]
[JsonSerializable(typeof(Admin.DomainsAnswer))]
[JsonSerializable(typeof(Admin.UserCodeBody))]
[JsonSerializable(typeof(Admin.ClientsAnswer))]
[JsonSerializable(typeof(Admin.ClientSecretAnswer))]
[JsonSerializable(typeof(Admin.ProvisionBody))]
[JsonSerializable(typeof(Admin.UserBody))]
[JsonSerializable(typeof(Admin.PassAnswer))]
[JsonSerializable(typeof(Admin.MembersAnswer))]
[JsonSerializable(typeof(Admin.AuditAnswer))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext;
