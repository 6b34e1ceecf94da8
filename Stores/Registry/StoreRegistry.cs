using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Countersign.Stores.Memory;
using Countersign.Stores.Postgres;
using Countersign.Stores.Sqlite;

namespace Countersign.Stores.Registry;

/// <summary>The stores there are. A new one is its folder, one line here and the reference in this project's file.</summary>
public static class StoreRegistry
{
    /// <summary>The value of <c>Countersign:Store</c> when none is set.</summary>
    public const string Default = "sqlite";

    private static readonly IStoreKind[] Kinds =
    [
        new SqliteKind(),
        new PostgresKind(),
        new AzureStorageKind(),
        new MemoryKind(),
    ];

    /// <summary>The names <c>Countersign:Store</c> may have.</summary>
    public static IEnumerable<string> Names => Kinds.Select(kind => kind.Name);

    /// <exception cref="FormatException">There is no such store; the message names those there are.</exception>
    public static IStoreKind Find(string name) =>
        Kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new FormatException($"Countersign:Store is '{name}', which is none of {string.Join(", ", Names)}.");
}
