using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Countersign.Grains.Interfaces;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Users;
using Orleans.CodeGeneration;

namespace Countersign.Silo.Tests;

/// <summary>
/// Two neighbouring releases run beside each other while one takes over from the other (CLU-3): what travels between gateways and silos,
/// and what lies in the store, may grow and may not change. <c>Recorded/forms.txt</c> has it as the last release had it.
/// </summary>
public sealed class RecordedFormsTests
{
    private const string Renew = "If that is meant and no release had it, or this is a release, write the file anew: "
        + "COUNTERSIGN_RECORD=1 dotnet Tests/Silo.Tests/bin/Debug/net10.0/Countersign.Silo.Tests.dll -class '*RecordedForms*'";

    private static readonly string File = Path.Combine(Here(), "Recorded", "forms.txt");

    [Fact]
    public void What_was_recorded_is_still_there_as_it_was()
    {
        var now = Now();
        if (Environment.GetEnvironmentVariable("COUNTERSIGN_RECORD") is "1") System.IO.File.WriteAllLines(File, now);
        var stricter = now.Select(line => line.Replace(" optional", " needed", StringComparison.Ordinal));
        var gone = Recorded().Except(now).Except(stricter).ToArray();
        Assert.True(gone.Length == 0, $"Changed or gone:\n  {string.Join("\n  ", gone)}\nAn old process or row has it. {Renew}");
    }

    /// <summary>An old process does not send it and an old row does not have it.</summary>
    [Fact]
    public void What_is_new_may_be_missing()
    {
        var recorded = Recorded();
        var types = recorded.Select(line => line.Split(' ')[0]).ToHashSet();
        var needed = Now().Except(recorded).Where(line => line.EndsWith(" needed", StringComparison.Ordinal))
            .Where(line => types.Contains(line.Split(' ')[0])).ToArray();
        Assert.True(needed.Length == 0, $"New, and without a default:\n  {string.Join("\n  ", needed)}\n{Renew}");
    }

    [Fact]
    public void Every_interface_of_a_grain_has_a_version_and_a_name_of_its_own()
    {
        Assert.NotEmpty(Interfaces);
        Assert.All(Interfaces, one => Assert.True(one.GetCustomAttribute<VersionAttribute>()?.Version > 0, one.Name));
        Assert.All(Interfaces, one => Assert.StartsWith("Countersign.", Alias(one), StringComparison.Ordinal));
        Assert.All(Interfaces.SelectMany(one => one.GetMethods()), one => Assert.NotNull(Alias(one)));
    }

    private static Type[] Interfaces { get; } =
    [
        .. typeof(IUserGrain).Assembly.GetExportedTypes().Where(one => one.IsInterface && one.IsAssignableTo(typeof(Orleans.IGrain)))
            .OrderBy(one => one.Name, StringComparer.Ordinal),
    ];

    private static string[] Recorded() => System.IO.File.ReadAllLines(File);

    private static List<string> Now()
    {
        var types = new HashSet<Type>();
        var lines = new List<string>();
        foreach (var method in Interfaces.SelectMany(one => one.GetMethods()))
        {
            var of = method.DeclaringType!;
            var takes = string.Join(", ", method.GetParameters().Select(one => Name(one.ParameterType)));
            lines.Add(
                $"{Alias(of)} {of.GetCustomAttribute<VersionAttribute>()!.Version}: {Alias(method)}({takes}) {Name(method.ReturnType)}");
            foreach (var type in method.GetParameters().Select(one => one.ParameterType).Append(method.ReturnType)) Find(type, types);
        }

        var states = typeof(UserState).Assembly.GetExportedTypes().Where(one => one.Name.EndsWith("State", StringComparison.Ordinal));
        foreach (var state in states) Find(state, types);
        Find(typeof(AuditFact), types);
        return [.. lines.Concat(types.SelectMany(Lines)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>A type of ours with those of its members and those derived from it.</summary>
    private static void Find(Type type, HashSet<Type> found)
    {
        if (type.IsArray)
        {
            Find(type.GetElementType()!, found);
            return;
        }

        foreach (var argument in type.GetGenericArguments()) Find(argument, found);
        if (type.ContainsGenericParameters || !IsOurs(type) || !found.Add(type)) return;
        foreach (var member in Members(type)) Find(member.PropertyType, found);
        foreach (var derived in type.Assembly.GetTypes().Where(one => one.BaseType == type)) Find(derived, found);
    }

    private static IEnumerable<string> Lines(Type type)
    {
        var of = Name(type);
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{of} {name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        var derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(one => $"{of} is {one.TypeDiscriminator}: {Name(one.DerivedType)}");
        return Members(type).Select(one => $"{of} {one.Name} {Name(one.PropertyType)} {(IsNeeded(type, one) ? "needed" : "optional")}")
            .Concat(derived).Append($"{of} is there");
    }

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(one => one.GetIndexParameters().Length == 0 && one.Name != "EqualityContract"
            && one.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
            && (one.SetMethod is not null || Parameter(type, one) is not null));

    private static bool IsNeeded(Type type, PropertyInfo member) =>
        member.GetCustomAttribute<RequiredMemberAttribute>() is not null || Parameter(type, member) is { IsOptional: false };

    private static ParameterInfo? Parameter(Type type, PropertyInfo member) => type.GetConstructors()
        .SelectMany(one => one.GetParameters()).Where(one => one.ParameterType == member.PropertyType)
        .FirstOrDefault(one => string.Equals(one.Name, member.Name, StringComparison.OrdinalIgnoreCase));

    private static string? Alias(MemberInfo one) => one.GetCustomAttribute<Orleans.AliasAttribute>()?.Alias;

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith(nameof(Countersign), StringComparison.Ordinal) == true;

    private static string Name(Type type) =>
        type.IsGenericParameter ? type.Name
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : IsOurs(type) ? type.FullName!["Countersign.".Length..].Replace('+', '.')
        : type.Name;

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
