using Countersign.Gateway.Admin.Scim;
using Countersign.SignIn;

namespace Countersign.Gateway.Tests.Scim;

/// <summary>Many steps of one request are one change of a group's members.</summary>
public sealed class MemberPlanTests
{
    [Fact]
    public void Steps_taken_together_come_to_what_they_come_to_one_by_one()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SEED={seed}");
        var random = new Random(seed);
        UserName[] all = [.. "abcdef".Select(letter => new UserName(letter + "@contoso.example"))];
        HashSet<UserName> Some() => [.. all.Where(_ => random.Next(2) == 0)];
        PatchKind[] kinds = [PatchKind.Add, PatchKind.Remove, PatchKind.Replace];
        for (var round = 0; round < 2_000; round++)
        {
            var (before, plan) = (Some(), new MemberPlan());
            var stepwise = before.ToHashSet();
            for (var step = random.Next(6); step > 0; step--)
            {
                var (kind, people) = (kinds[random.Next(3)], Some());
                var isAll = kind == PatchKind.Remove && random.Next(4) == 0;
                plan.Take(kind, isAll ? null : [.. people]);
                if (kind == PatchKind.Replace || isAll) stepwise.Clear();
                if (kind == PatchKind.Remove) stepwise.ExceptWith(people);
                else stepwise.UnionWith(people);
            }

            var together = before.Except(plan.GoingOf(before)).Union(plan.Coming);
            Assert.Equal(stepwise.Order(Comparer<UserName>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))),
                together.Order(Comparer<UserName>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))));
            Assert.Empty(plan.Coming.Intersect(plan.Going));
        }
    }

    /// <summary>T27: all people are gone through to find a group's members; that is not done for each of a hundred steps.</summary>
    [Fact, Trait("Rule", "T27")]
    public async Task A_hundred_steps_go_through_all_people_no_more_often_than_one()
    {
        var store = new CountingStore(InMemory.Store(isExclusive: true));
        await using var gateway = await RunningGateway.Furnished(store: store);
        var directory = await ScimDirectory.Of(gateway);
        var (ada, group) = (await directory.User("ada@contoso.example"), await directory.Group("Sales"));
        async Task<int> ListsOf(int steps)
        {
            var before = store.Lists;
            var emptied = string.Join(',', Enumerable.Repeat("""{"op":"remove","path":"members"}""", steps - 1));
            (await directory.Patch("/Groups/" + group, $$"""
                [{{emptied}}{{(steps > 1 ? "," : "")}}{"op":"replace","path":"members","value":[{"value":"{{ada}}"}]}]
                """)).MustBe(204);
            Assert.Equal([ada], (await directory.Get("/Groups/" + group)).MustBe(200).Json.GetProperty("members").EnumerateArray()
                .Select(member => member.GetProperty("value").GetString()));
            return store.Lists - before;
        }

        var one = await ListsOf(1);
        Assert.True(one > 0);
        Assert.Equal(one, await ListsOf(100));
    }
}
