using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.Engine.Keepers;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Storage;

/// <summary>The states as they stand in rows: UTF-8 JSON, times in Unix milliseconds, nothing written that is null.</summary>
public static class StateJson
{
    public static byte[] Write(UserState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.UserState);
    public static byte[] Write(TenantState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.TenantState);
    public static byte[] Write(DeviceState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.DeviceState);
    public static byte[] Write(ChallengeState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.ChallengeState);
    public static byte[] Write(SessionPointer pointer) => JsonSerializer.SerializeToUtf8Bytes(pointer, StateJsonContext.Default.SessionPointer);

    public static UserState? ReadUser(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StateJsonContext.Default.UserState);
    public static TenantState? ReadTenant(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StateJsonContext.Default.TenantState);
    public static DeviceState? ReadDevice(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StateJsonContext.Default.DeviceState);
    public static ChallengeState? ReadChallenge(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StateJsonContext.Default.ChallengeState);
    public static SessionPointer? ReadSession(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StateJsonContext.Default.SessionPointer);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(UnixMilliseconds)])]
[JsonSerializable(typeof(UserState))]
[JsonSerializable(typeof(UserState.Absent), TypeInfoPropertyName = "AbsentUser")]
[JsonSerializable(typeof(UserState.Present), TypeInfoPropertyName = "PresentUser")]
[JsonSerializable(typeof(TenantState))]
[JsonSerializable(typeof(TenantState.Absent), TypeInfoPropertyName = "AbsentTenant")]
[JsonSerializable(typeof(TenantState.Present), TypeInfoPropertyName = "PresentTenant")]
[JsonSerializable(typeof(DeviceState))]
[JsonSerializable(typeof(ChallengeState))]
[JsonSerializable(typeof(ChallengeState.Absent), TypeInfoPropertyName = "AbsentChallenge")]
[JsonSerializable(typeof(SessionPointer))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
