using Countersign.Engine.Ports;
using Countersign.Stores.AzureStorage;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Countersign.Engine.Contract.Storage.Samples;

namespace Countersign.Engine.Contract.Storage.Azure;

/// <summary>Answers that are lost, processes that die, requests that come late: after each the truth is one (F3, F4, I11, I18).</summary>
public sealed class LostAnswersOnAzure(ITestOutputHelper output)
{
    /// <summary>Requests of a commit and of the sealing of its fact; the loops below end sooner when there are fewer.</summary>
    private const int Most = 30;

    [Fact]
    public async Task Whichever_answer_is_lost_no_commit_is_wrongly_called_lost_and_its_fact_is_sealed_once()
    {
        await using var scene = await AzureScene.Open();
        var proxy = scene.OpenProxy();
        var store = await scene.OpenStore(proxy);
        Dictionary<string, bool> done = [];
        List<CommitResult> results = [];
        for (var n = 0; n < Most; n++)
        {
            var name = $"lost{n}.";
            await store.Commit(AzureScene.Change(name, 0)).Must();
            await store.Sealer.Flush(null, Cancel);
            proxy.LoseAnswerOf(n);
            var result = await store.Commit(AzureScene.Change(name, 1));
            await store.Sealer.Flush(null, Cancel);
            var wasReached = proxy.Requests > n;
            proxy.LoseNothing();
            await AzureScene.Heals(store);
            await store.Sealer.Flush(null, Cancel);

            var isDone = done[name + 1] = await scene.IsDone(name, 1);
            Assert.True(result != CommitResult.Committed || isDone, $"answer {n}: acknowledged, and not there");
            Assert.True(result != CommitResult.NotCommitted || !isDone, $"answer {n}: refused, and there");
            results.Add(result);
            if (!wasReached) break;
        }

        output.WriteLine(string.Join(' ', results));
        Assert.Equal(CommitResult.Committed, results[^1]);
        Assert.True(results.Count is > 5 and < Most);
        await scene.SealAll();
        var sealedFacts = await scene.Sealed();
        foreach (var (name, isDone) in done) Assert.Equal(isDone ? 1 : 0, sealedFacts.GetValueOrDefault(name));
    }

    [Fact]
    public async Task Whenever_a_process_is_killed_its_commit_is_whole_or_not_there_and_the_next_goes_on()
    {
        await using var scene = await AzureScene.Open();
        var dying = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Kill(scene, n)));
        await scene.SealAll();
        var sealedFacts = await scene.Sealed();
        var done = 0;
        for (var n = 0; n < dying.Length; n++)
        {
            var isDone = await scene.IsDone($"killed{n}.", 1);
            Assert.True(dying[n] != CommitResult.Committed || isDone, $"killed before request {n}: acknowledged, and not there");
            Assert.Equal(isDone ? 1 : 0, sealedFacts.GetValueOrDefault($"killed{n}.1"));
            if (isDone) done++;
            await scene.Direct.Commit(AzureScene.Change($"killed{n}.", isDone ? 2 : 1)).Must();
        }

        output.WriteLine($"{done} of {dying.Length} were carried out: {string.Join(' ', dying)}");
        Assert.InRange(done, 1, dying.Length - 1);
        await scene.SealAll();
        Assert.All((await scene.Sealed()).Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_write_that_comes_late_loses_to_the_one_that_took_its_place()
    {
        await using var scene = await AzureScene.Open();
        var proxy = scene.OpenProxy();
        var frozen = await scene.OpenStore(proxy, TimeSpan.FromSeconds(2));
        await frozen.Put(AzureScene.UserOf("x"), 0, "before").Must();
        var held = proxy.Hold(0);   // nothing is written ahead of a change that is not due and has no fact
        var late = frozen.Put(AzureScene.UserOf("x"), 1, "late").AsTask();
        await held.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await scene.Direct.Commit(AzureScene.Change("x", 1)).Must();
        Assert.NotEqual(CommitResult.Committed, await late);
        await proxy.Release().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(Body("x 1"), (await scene.Direct.Load(AzureScene.UserOf("x"), Cancel))!.Body.ToArray());
        proxy.LoseNothing();
        await AzureScene.Heals(frozen);
        Assert.Equal(CommitResult.NotCommitted, await frozen.Put(AzureScene.UserOf("x"), 1, "stale"));
        await frozen.Put(AzureScene.UserOf("x"), 2, "after").Must();
    }

    [Fact]
    public async Task A_first_write_that_comes_late_is_one_row_with_its_fact_sealed_once()
    {
        await using var scene = await AzureScene.Open();
        var proxy = scene.OpenProxy();
        var frozen = await scene.OpenStore(proxy, TimeSpan.FromSeconds(2));
        await frozen.Put(AzureScene.UserOf("other"), 0).Must();
        var commit = new Commit(new(AzureScene.UserOf("x"), 0, null, Body("late")), [], [Fact(detail: "late")]);
        var held = proxy.Hold(2);   // after the entry in the index and the mark of the fact
        var late = frozen.Commit(commit).AsTask();
        await held.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(CommitResult.Unknown, await late);
        Assert.Null(await scene.Direct.Load(AzureScene.UserOf("x"), Cancel));
        await scene.SealAll();
        await proxy.Release().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(Body("late"), (await scene.Direct.Load(AzureScene.UserOf("x") with { Owner = null }, Cancel))!.Body.ToArray());
        Assert.Equal(CommitResult.NotCommitted, await scene.Direct.Put(AzureScene.UserOf("x"), 0, "second"));
        await scene.SealAll();
        await scene.SealAll();
        Assert.Equal(1, (await scene.Sealed())["late"]);
    }

    [Fact]
    public async Task What_a_killed_process_had_written_ahead_goes_after_an_hour()
    {
        await using var scene = await AzureScene.Open();
        await scene.Direct.Commit(AzureScene.Change("x", 0)).Must();
        await scene.Direct.Sealer.Flush(null, Cancel);
        var proxy = scene.OpenProxy();
        var dying = await scene.OpenStore(proxy);
        Assert.NotNull(await dying.Load(AzureScene.UserOf("x"), Cancel));
        proxy.DieBefore(4);   // an entry in the index, two due marks and one of the fact are there; the transaction is not
        Assert.NotEqual(CommitResult.Committed, await dying.Commit(AzureScene.Change("x", 1)));
        await scene.Direct.Settled();
        var account = scene.Direct.Account;
        var before = await Ahead();
        await Sweep(TimeSpan.FromMinutes(30));
        Assert.Equal(before, await Ahead());
        await Sweep(TimeSpan.FromHours(2));
        Assert.Equal((2, 2), await Ahead());   // what stands: the user and its first challenge, a mark each
        Assert.Null(await scene.Direct.Load(AzureScene.ChallengeOf("x1"), Cancel));

        async Task Sweep(TimeSpan later)
        {
            var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
            var marks = new MarkWriter(account);
            var due = new DueRows(account, new(), new(account, time), marks, time);
            foreach (var kind in new[] { RowKind.User, RowKind.Challenge }) await due.Due(kind, Noon.AddHours(2), 100, Cancel);
            await new Recovery(account, scene.Direct.Sealer, marks, time).LookAtOnce(Cancel);
            await marks.Rest();
        }

        async Task<(int Entries, int Marks)> Ahead() => (
            (await account.Query(account.Index, "", 100, Cancel)).Count,
            (await account.Query(account.Work, AzureScene.Marks, 100, Cancel)).Count);
    }

    private static async Task<CommitResult> Kill(AzureScene scene, int request)
    {
        var proxy = scene.OpenProxy();
        var store = await scene.OpenStore(proxy);
        await store.Commit(AzureScene.Change($"killed{request}.", 0)).Must();
        await store.Sealer.Flush(null, Cancel);
        proxy.DieBefore(request);
        var result = await store.Commit(AzureScene.Change($"killed{request}.", 1));
        await store.Sealer.Flush(null, Cancel);
        proxy.Die();
        return result;
    }
}
