using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Countersign.Engine.Storage;
using Countersign.SignIn.Tenants;

namespace Countersign.SignIn.Tests;

/// <summary>
/// CLU-3: while an upgrade is under way, processes of before read what those of now write. They refuse a row with a member that they do not
/// know, so one that nobody has set is not in the row.
/// </summary>
public sealed class SparingRowsTests
{
    private static readonly TenantState.Present Tenant = Assert.IsType<TenantState.Present>(new World().Tenant);

    private static string Text(TenantState state) => Encoding.UTF8.GetString(StateJson.Write(state));

    [Fact]
    public void A_row_names_what_was_added_only_once_somebody_has_set_it()
    {
        Assert.DoesNotContain("secondPerson", Text(Tenant), StringComparison.Ordinal);
        var set = Tenant with { Settings = Tenant.Settings with { SecondPerson = true } };
        Assert.Contains("\"secondPerson\":true", Text(set), StringComparison.Ordinal);
        foreach (var state in new[] { Tenant, set }) Assert.Equal(Text(state), Text(StateJson.ReadTenant(StateJson.Write(state))));
    }

    /// <summary>
    /// Whoever adds a member gives it null, false or zero as its default. Those that have another stand here, and have been
    /// in every row that was ever written.
    /// </summary>
    [Fact]
    public void No_member_is_added_that_a_version_of_before_would_meet_unasked()
    {
        string[] others =
        [
            "AtProvider.TakesSecondAttempts", "AtProvider.TakesThoseWithout", "BackchannelRequest.Delivery", "Client.Ways",
            "FederatedSignIn.Methods", "PasswordWay.TakesSecondAttempts", "ShownContext.Message", "SignInEntry.Application",
            "SignInEntry.Browser", "SignInEntry.Client", "SignInEntry.Network", "SignInEntry.Place", "SignInEntry.Times",
            "TenantSettings.AccountsPerPhone", "TenantSettings.BarHours", "TenantSettings.Passkeys", "TenantSettings.PinKeys",
            "TenantSettings.SignInLogDays", "TenantSettings.SyncedKeys", "TenantSettings.TrustedNetworks", "TenantSettings.Ways",
            "Waiting.Share",
        ];
        var found = Records().SelectMany(type => type.GetConstructors()[0].GetParameters()
            .Where(parameter => parameter is { HasDefaultValue: true, DefaultValue: { } usual } && !IsZero(parameter, usual))
            .Select(parameter => type.Name + "." + parameter.Name));
        var all = found.Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(others.SequenceEqual(all), string.Join(", ", all));
    }

    private static bool IsZero(ParameterInfo parameter, object usual) =>
        parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
        && Convert.ToInt64(usual, System.Globalization.CultureInfo.InvariantCulture) == 0;

    /// <summary>Every record that stands in a row, with those it is made of.</summary>
    private static IEnumerable<Type> Records()
    {
        var left = new Queue<Type>(typeof(StateJsonContext).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => property.PropertyType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(JsonTypeInfo<>))
            .Select(type => type.GetGenericArguments()[0]));
        HashSet<Type> seen = [];
        while (left.TryDequeue(out var type))
        {
            if (!seen.Add(type)) continue;
            foreach (var part in type.GetGenericArguments()) left.Enqueue(part);
            foreach (var derived in type.GetCustomAttributes<JsonDerivedTypeAttribute>(false)) left.Enqueue(derived.DerivedType);
            if (type.Namespace?.StartsWith("Countersign", StringComparison.Ordinal) != true) continue;
            if (type.GetConstructors() is not [var made, ..]) continue;
            foreach (var parameter in made.GetParameters()) left.Enqueue(parameter.ParameterType);
            if (!type.IsAbstract) yield return type;
        }
    }
}
