using System.Text;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.Stores.Registry;

// Another process on a store, for the tests that prove what two processes promise each other. What it was answered it prints, a line each:
//   StoreProcess KIND race COUNT AT   writes the rows race-0, race-1… for the first time, AT at once, and begins with the next AT at the
//                                     next line of its input: "won N", "lost N", "unknown N"
//   StoreProcess KIND stream PREFIX   writes PREFIX-0, PREFIX-1… with an insert and a fact each, one after the other: "acked N"
//   StoreProcess KIND rewrite ID      reads a row and writes it again, for as long as it lives: "acked VERSION"
// The connection is in the environment. It says "ready", and begins with the first line of its input.
var owner = RowOwner.Tenant(new("contoso"));
var name = Environment.ProcessId.ToString();
var settings = new StoreSettings(Path.GetTempPath()) { Connection = Environment.GetEnvironmentVariable("STORE_CONNECTION") };
await using var store = StoreRegistry.Find(args[0]).Open(settings, TimeProvider.System);
Say("ready");
if (Console.ReadLine() is null) return;
switch (args[1])
{
    case "race":
        var (count, at) = (int.Parse(args[2]), int.Parse(args[3]));
        for (var from = 0; from < count; from += at)
        {
            if (from > 0) Console.ReadLine();
            await Task.WhenAll(Enumerable.Range(from, at).Select(Race));
        }

        break;
    case "stream":
        for (var n = 0; ; n++)
        {
            var id = $"{args[2]}-{n}";
            var commit = Of(id, 0, id) with { Inserts = [Row(RowKind.Challenge, id, 0)] };
            if (await store.Commit(commit) == CommitResult.Committed) Say($"acked {n}");
        }

    case "rewrite":
        while (true)
        {
            try
            {
                var row = await store.Load(new(RowKind.User, args[2]), default);
                var version = row?.Version ?? 0;
                if (await store.Commit(Of(args[2], version, $"{version + 1}")) == CommitResult.Committed) Say($"acked {version + 1}");
            }
            catch (StorageUnavailableException)
            {
                // Again.
            }
        }

    default:
        throw new ArgumentException(args[1]);
}

async Task Race(int n) => Say($"{Word(await store.Commit(Of($"race-{n}", 0, $"race-{n}")))} {n}");

Commit Of(string id, long expected, string detail) => new(
    Row(RowKind.User, id, expected), [], [new("test.written", DateTimeOffset.UnixEpoch, new("contoso"), Detail: $"{detail} by {name}")]);

RowWrite Row(RowKind kind, string id, long expected) =>
    new(new(kind, id, owner), expected, null, Encoding.UTF8.GetBytes($$"""{"by":"{{name}}"}"""));

static string Word(CommitResult result) => result switch
{
    CommitResult.Committed => "won",
    CommitResult.NotCommitted => "lost",
    _ => "unknown",
};

static void Say(string line)
{
    lock (Console.Out)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
