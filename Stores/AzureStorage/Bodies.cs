using System.Globalization;
using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>Bodies in properties: a property holds 64 KiB, an entity 1 MiB.</summary>
internal static class Bodies
{
    private const int Most = 64 * 1024;

    public static void Put(TableEntity entity, ReadOnlyMemory<byte> body)
    {
        entity["n"] = body.Length;
        for (var at = 0; at < body.Length; at += Most)
            entity[NameOf(at / Most)] = body.Slice(at, Math.Min(Most, body.Length - at)).ToArray();
    }

    /// <exception cref="StorageUnavailableException">A part is missing: nobody can say what it was (F16).</exception>
    public static byte[] Get(TableEntity entity)
    {
        var body = new byte[entity.GetInt32("n") ?? throw Torn(entity)];
        for (var at = 0; at < body.Length; at += Most)
        {
            var part = entity.GetBinary(NameOf(at / Most));
            if (part is null || part.Length != Math.Min(Most, body.Length - at)) throw Torn(entity);
            part.CopyTo(body, at);
        }

        return body;
    }

    public static StorageUnavailableException Torn(TableEntity entity) =>
        new($"An entity of Azure Tables is not as this version writes it ({entity.RowKey.Split('.')[0]}).");

    private static string NameOf(int part) => "x" + part.ToString(CultureInfo.InvariantCulture);
}
