using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.SignIn.Audit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// Carries our records between gateway and silos: as JSON, and only ours, so that the rules need to know nothing of a cluster. Silos and
/// clients must be set up alike.
/// </summary>
public static class Wire
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new AuditRecordConverter() } };

    public static IServiceCollection AddCountersignWire(this IServiceCollection services) => services
        .AddSingleton<IGeneralizedCopier, SharedNotCopied>()
        .AddSingleton<ITypeFilter, OurTypes>()
        .Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(nameof(Countersign)))
        .AddSerializer(builder => builder.AddJsonSerializer(
            IsOurs, _ => false, options => options.Configure(json => json.SerializerOptions = Json)));

    private static bool IsOurs(Type type) =>
        type.Namespace is { } name && (name == nameof(Countersign) || name.StartsWith(nameof(Countersign) + ".", StringComparison.Ordinal))
        && !type.IsAssignableTo(typeof(Exception));

    /// <summary>
    /// Our records never change, so within a silo the same object is handed over; copying would write and parse JSON on every call.
    /// </summary>
    private sealed class SharedNotCopied : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsOurs(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    /// <summary>Without this an abstract record in a signature is "not allowed": the JSON codec vouches for concrete types only.</summary>
    private sealed class OurTypes : ITypeFilter
    {
        public bool? IsTypeAllowed(Type type) => IsOurs(type) ? true : null;
    }

    /// <summary>An audit record keeps its bytes out of JSON that people see; between our own processes they are all that matters.</summary>
    private sealed class AuditRecordConverter : JsonConverter<AuditRecord>
    {
        public override AuditRecord? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Sent>(ref reader, options) is { } sent
                ? new(sent.Sequence, sent.PreviousHash, sent.Hash, sent.Body)
                : null;

        public override void Write(Utf8JsonWriter writer, AuditRecord value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Sent(value.Sequence, value.PreviousHash, value.Hash, value.Body), options);

        private sealed record Sent(long Sequence, ReadOnlyMemory<byte> PreviousHash, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Body);
    }
}
