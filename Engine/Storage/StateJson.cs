using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Countersign.Engine.Ports;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Devices;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Groups;
using Countersign.SignIn.Keys;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.StoredRequests;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.Storage;

/// <summary>
/// The states as they stand in rows: UTF-8 JSON, times in Unix milliseconds, nothing written that is null, nor what a later version added
/// and nobody has set: so a version of before reads the rows of this one for as long as nobody uses what it does not know (CLU-3). Reading
/// throws <see cref="StorageUnavailableException"/> for a body that is not such a state.
/// </summary>
public static class StateJson
{
    private static readonly JsonSerializerOptions Strict = new(StateJsonContext.Default.Options)
    {
        TypeInfoResolver = StateJsonContext.Default.WithAddedModifier(Require),
    };

    private static readonly JsonSerializerOptions Sparing = new(StateJsonContext.Default.Options)
    {
        TypeInfoResolver = StateJsonContext.Default.WithAddedModifier(LeaveOutWhatNobodySet),
    };

    public static byte[] Write(UserState state) => state is UserState.Present present
        ? UserStateWriter.Write(present)
        : JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.UserState);
    public static byte[] Write(TenantState state) => Sparingly(state);
    public static byte[] Write(DeviceState state) => Sparingly(state);
    public static byte[] Write(ChallengeState state) => Sparingly(state);
    public static byte[] Write(ClientNotificationState state) => Sparingly(state);
    public static byte[] Write(SecurityEventState state) => Sparingly(state);
    public static byte[] Write(EventFeedState state) => Sparingly(state);
    public static byte[] Write(GrantState state) => Sparingly(state);
    public static byte[] Write(KeyRingState state) => Sparingly(state);
    public static byte[] Write(StoredRequestState state) => Sparingly(state);
    public static byte[] Write(AdminTokensState state) => Sparingly(state);
    public static byte[] Write(GroupsState state) => Sparingly(state);
    public static byte[] Write(SessionPointer pointer) =>
        JsonSerializer.SerializeToUtf8Bytes(pointer, StateJsonContext.Default.SessionPointer);

    public static byte[] Write(StoreLineage lineage) => JsonSerializer.SerializeToUtf8Bytes(lineage, StateJsonContext.Default.StoreLineage);
    public static byte[] Write(StoreMark mark) => JsonSerializer.SerializeToUtf8Bytes(mark, StateJsonContext.Default.StoreMark);

    public static byte[] Write(SignInLeaf leaf) => JsonSerializer.SerializeToUtf8Bytes(leaf, StateJsonContext.Default.SignInLeaf);
    public static byte[] Write(SignInDay day) => JsonSerializer.SerializeToUtf8Bytes(day, StateJsonContext.Default.SignInDay);
    public static byte[] Write(ForgottenPerson person) =>
        JsonSerializer.SerializeToUtf8Bytes(person, StateJsonContext.Default.ForgottenPerson);

    public static byte[] Write(StoredDecoy decoy) => JsonSerializer.SerializeToUtf8Bytes(decoy, StateJsonContext.Default.StoredDecoy);

    public static UserState ReadUser(ReadOnlySpan<byte> body) => UserStateReader.Read(body) ?? Read<UserState>(body);
    public static TenantState ReadTenant(ReadOnlySpan<byte> body) => Read<TenantState>(body);
    public static DeviceState ReadDevice(ReadOnlySpan<byte> body) => Read<DeviceState>(body);
    public static ChallengeState ReadChallenge(ReadOnlySpan<byte> body) => Read<ChallengeState>(body);
    public static ClientNotificationState ReadClientNotification(ReadOnlySpan<byte> body) => Read<ClientNotificationState>(body);
    public static SecurityEventState ReadSecurityEvent(ReadOnlySpan<byte> body) => Read<SecurityEventState>(body);
    public static EventFeedState ReadEventFeed(ReadOnlySpan<byte> body) => Read<EventFeedState>(body);
    public static GrantState ReadGrant(ReadOnlySpan<byte> body) => Read<GrantState>(body);
    public static KeyRingState ReadKeys(ReadOnlySpan<byte> body) => Read<KeyRingState>(body);
    public static StoredRequestState ReadRequest(ReadOnlySpan<byte> body) => Read<StoredRequestState>(body);
    public static AdminTokensState ReadAdminTokens(ReadOnlySpan<byte> body) => Read<AdminTokensState>(body);
    public static GroupsState ReadGroups(ReadOnlySpan<byte> body) => Read<GroupsState>(body);
    public static StoreLineage ReadLineage(ReadOnlySpan<byte> body) => Read<StoreLineage>(body);
    public static StoreMark ReadMark(ReadOnlySpan<byte> body) => Read<StoreMark>(body);
    public static SignInLeaf ReadSignInLeaf(ReadOnlySpan<byte> body) => Read<SignInLeaf>(body);
    public static SignInDay ReadSignInDay(ReadOnlySpan<byte> body) => Read<SignInDay>(body);
    public static ForgottenPerson ReadForgotten(ReadOnlySpan<byte> body) => Read<ForgottenPerson>(body);
    public static StoredDecoy ReadDecoy(ReadOnlySpan<byte> body) => Read<StoredDecoy>(body);
    public static SessionPointer ReadSession(ReadOnlySpan<byte> body) => Read<SessionPointer>(body);

    private static byte[] Sparingly<T>(T state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, (JsonTypeInfo<T>)Sparing.GetTypeInfo(typeof(T)));

    /// <summary>How the serializer reads such a thing.</summary>
    internal static JsonTypeInfo<T> Described<T>() => (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T));

    /// <summary>
    /// F16: a torn or foreign row is never taken for an empty one, nor for a fault of the program. It stops its key and no other.
    /// </summary>
    private static T Read<T>(ReadOnlySpan<byte> body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, Described<T>()) ?? throw new JsonException("null");
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            throw new StorageUnavailableException($"A row cannot be read as this version's {typeof(T).Name}.", broken);
        }
    }

    /// <summary>
    /// What was added with false or zero as its default is not written while it is that. Another default is written: it may
    /// be another one day, and the row's would change with it.
    /// </summary>
    private static void LeaveOutWhatNobodySet(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is not { AssociatedParameter: { HasDefaultValue: true, DefaultValue: { } usual }, PropertyType.IsValueType: true })
                continue;
            if (Nullable.GetUnderlyingType(property.PropertyType) is not null) continue;
            var zero = Activator.CreateInstance(property.PropertyType)!;
            if (!zero.Equals(property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, usual) : usual)) continue;
            property.ShouldSerialize = (_, value) => !zero.Equals(value);
        }
    }

    /// <summary>
    /// Nothing is left out but what is null, and what a later version added with a default: a row without it has lost it.
    /// </summary>
    private static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var isNullable = property.PropertyType.IsValueType
                ? Nullable.GetUnderlyingType(property.PropertyType) is not null
                : property.IsGetNullable;
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false } && !isNullable;
        }
    }
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
[JsonSerializable(typeof(ClientNotificationState))]
[JsonSerializable(typeof(ClientNotificationState.Absent), TypeInfoPropertyName = "AbsentClientNotification")]
[JsonSerializable(typeof(SecurityEventState))]
[JsonSerializable(typeof(SecurityEventState.Absent), TypeInfoPropertyName = "AbsentSecurityEvent")]
[JsonSerializable(typeof(SecurityEventState.Owed), TypeInfoPropertyName = "OwedSecurityEvent")]
[JsonSerializable(typeof(EventFeedState))]
[JsonSerializable(typeof(EventFeedState.Absent), TypeInfoPropertyName = "AbsentEventFeed")]
[JsonSerializable(typeof(GrantState))]
[JsonSerializable(typeof(GrantState.Absent), TypeInfoPropertyName = "AbsentGrant")]
[JsonSerializable(typeof(KeyRingState))]
[JsonSerializable(typeof(StoredRequestState))]
[JsonSerializable(typeof(StoredRequestState.Absent), TypeInfoPropertyName = "AbsentRequest")]
[JsonSerializable(typeof(StoredRequestState.Pushed), TypeInfoPropertyName = "PushedRequest")]
[JsonSerializable(typeof(StoredRequestState.Open), TypeInfoPropertyName = "OpenRequest")]
[JsonSerializable(typeof(AdminTokensState))]
[JsonSerializable(typeof(GroupsState))]
[JsonSerializable(typeof(SessionPointer))]
[JsonSerializable(typeof(StoreLineage))]
[JsonSerializable(typeof(StoreMark))]
[JsonSerializable(typeof(StoredDecoy))]
[JsonSerializable(typeof(SignInLeaf))]
[JsonSerializable(typeof(SignInDay))]
[JsonSerializable(typeof(ForgottenPerson))]
internal sealed partial class StateJsonContext : JsonSerializerContext;

/// <summary>A time as milliseconds since 1970: a third of the bytes of the ISO form, and no two ways to write one.</summary>
public sealed class UnixMilliseconds : JsonConverter<DateTimeOffset>
{
    /// <summary>Whether so many milliseconds are a time at all.</summary>
    public static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <exception cref="JsonException">It is not a time.</exception>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt64() is var number && IsTime(number) ? DateTimeOffset.FromUnixTimeMilliseconds(number) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}
