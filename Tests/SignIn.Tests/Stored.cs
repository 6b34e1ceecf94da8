using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests;

/// <summary>States and answers as text, for comparing what records of collections do not compare.</summary>
internal static class Stored
{
    private static readonly JsonSerializerOptions Described = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new UnixMilliseconds() },
    };

    /// <summary>The serializer's form of the records by reflection: the generated code is held to it.</summary>
    public static byte[] AsDescribed(UserState state) => JsonSerializer.SerializeToUtf8Bytes(state, Described);

    public static string Text(UserState state) => Encoding.UTF8.GetString(StateJson.Write(state));

    public static string Text(TenantState state) => Encoding.UTF8.GetString(StateJson.Write(state));

    public static string Text(UserAnswer answer) => answer.GetType().Name + JsonSerializer.Serialize<object>(answer);

    /// <summary>The state as the next reader of its row gets it.</summary>
    public static UserState Again(UserState state) => StateJson.ReadUser(StateJson.Write(state))!;

    public static TenantState Again(TenantState state) => StateJson.ReadTenant(StateJson.Write(state))!;
}
