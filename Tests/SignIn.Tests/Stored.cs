using System.Text;
using System.Text.Json;
using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests;

/// <summary>States and answers as text, for comparing what records of collections do not compare.</summary>
internal static class Stored
{
    public static string Text(UserState state) => Encoding.UTF8.GetString(StateJson.Write(state));

    public static string Text(TenantState state) => Encoding.UTF8.GetString(StateJson.Write(state));

    public static string Text(UserAnswer answer) => JsonSerializer.Serialize(answer);

    /// <summary>The state as the next reader of its row gets it.</summary>
    public static UserState Again(UserState state) => StateJson.ReadUser(StateJson.Write(state))!;

    public static TenantState Again(TenantState state) => StateJson.ReadTenant(StateJson.Write(state))!;
}
