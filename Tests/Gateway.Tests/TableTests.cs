using System.Reflection;
using System.Text.Json;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;

namespace Countersign.Gateway.Tests;

/// <summary>The tables at the gateway's root are complete.</summary>
public sealed class TableTests
{
    [Fact]
    public void The_error_table_lists_every_error_once_under_its_number()
    {
        var declared = from type in typeof(ErrorTable).Assembly.GetTypes()
                       from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
                       let error = field.GetValue(null) as ProtocolError ?? RowOf(field.GetValue(null))
                       where error is not null
                       select error.Code;
        Assert.Equal(declared.Distinct().Order(StringComparer.Ordinal), ErrorTable.Errors.Select(error => error.Code));
        Assert.All(Rows, row => Assert.Equal(row.Number, row.Error.Code));
    }

    [Fact]
    public void Every_context_of_the_same_kind_reads_and_writes_alike()
    {
        Assert.All(JsonContexts.Strict, context => Assert.Equal(Describe(JsonContexts.Strict[0].Options), Describe(context.Options)));
        Assert.All(JsonContexts.OAuth, context => Assert.Equal(Describe(JsonContexts.OAuth[0].Options), Describe(context.Options)));
    }

    [Fact]
    public void Every_context_is_listed() =>
        Assert.Equal(
            typeof(JsonContexts).Assembly.GetTypes()
                .Where(type => type.BaseType == typeof(System.Text.Json.Serialization.JsonSerializerContext))
                .Select(type => type.Name).Order(StringComparer.Ordinal),
            JsonContexts.Strict.Concat(JsonContexts.OAuth).Select(context => context.GetType().Name).Order(StringComparer.Ordinal));

    private static SecurityEvent[] Rows =>
        (SecurityEvent[])typeof(ErrorTable).GetField("Rows", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    /// <summary>An OAuth error's row.</summary>
    private static ProtocolError? RowOf(object? value) => value?.GetType().GetProperty("Row")?.GetValue(value) as ProtocolError;

    private static string Describe(JsonSerializerOptions options) => string.Join(
        ' ', options.PropertyNamingPolicy == JsonNamingPolicy.SnakeCaseLower, options.PropertyNameCaseInsensitive,
        options.DefaultIgnoreCondition,
        options.UnmappedMemberHandling, options.AllowDuplicateProperties, options.RespectNullableAnnotations,
        options.RespectRequiredConstructorParameters, options.MaxDepth, options.NumberHandling, options.AllowTrailingCommas);
}
