using System.Text;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Everything a store holds, as text to be compared.</summary>
internal static class Rows
{
    public static async Task<string> Of(IStore store)
    {
        var cancel = TestContext.Current.CancellationToken;
        var text = new StringBuilder();
        foreach (var kind in Enum.GetValues<RowKind>().Where(kind => kind != RowKind.Malformed))
        {
            foreach (var row in await store.List(kind, "", "", 100_000, cancel))
                text.Append(null, $"{kind} {row.Key.Id} {row.Version} {row.Due:O} {Encoding.UTF8.GetString(row.Body.Span)}\n");
        }

        await foreach (var record in store.ReadWholeAudit(cancel))
            text.Append(
                null, $"audit {record.Sequence} {Convert.ToHexString(record.Hash.Span)} {Encoding.UTF8.GetString(record.Body.Span)}\n");
        return text.ToString();
    }
}
