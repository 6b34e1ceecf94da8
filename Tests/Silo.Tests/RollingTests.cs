using System.Net;
using Countersign.Gateway;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.TestServers;

namespace Countersign.Silo.Tests;

/// <summary>
/// Silos come, go and are replaced one by one while people sign in (CLU-3, D-06): nothing that was acknowledged is lost, and no sign-in
/// fails that asks again.
/// </summary>
public sealed class RollingTests(ITestOutputHelper output) : IDisposable
{
    private const int People = 4;

    /// <summary>A phone may ask a hundred times in ten seconds.</summary>
    private static readonly TimeSpan BetweenSignIns = TimeSpan.FromMilliseconds(300);

    private static readonly string Token = new('a', 40);

    private readonly string _data = Directory.CreateTempSubdirectory("countersign-rolling-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Silos_added_removed_and_replaced_one_by_one_lose_nothing_and_fail_no_sign_in_that_asks_again()
    {
        using var processes = await Processes.On(ClusterSettings.Postgres);
        var silos = new Queue<ServerProcess>([await processes.Start(), await processes.Start()]);
        await using var gateway = await GatewayHost.Start(
            GatewaySettings.Default with
            {
                Data = _data, Urls = $"http://127.0.0.1:{FreePort.Find()}", AdminUrls = "http://127.0.0.1:0", AdminToken = Token,
                Engine = "cluster", Cluster = processes.Cluster, Unthrottled = [IPNetwork.Parse("127.0.0.0/8")],
            }, TimeProvider.System);
        await Person.MakeTenant(_http, gateway, Token, Cancel);
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(
            number => Person.Enrol(_http, gateway, Token, $"user{number}@contoso.example", Cancel)));

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var signingIn = people.Select(person => SignInUntil(person, enough.Token)).ToArray();
        silos.Enqueue(await processes.Start());   // one is added
        for (var replaced = 0; replaced < 2; replaced++)
        {
            silos.Enqueue(await processes.Start());
            await Processes.Stop(silos.Dequeue());
            await Task.WhenAny(Task.WhenAll(signingIn), AllHaveSignedInAgain());
        }

        await Processes.Stop(silos.Dequeue());   // and one is taken away
        await Task.WhenAny(Task.WhenAll(signingIn), AllHaveSignedInAgain());
        await enough.CancelAsync();
        var done = await Task.WhenAll(signingIn);
        output.WriteLine($"{done.Sum()} sign-ins; asked again after 503: {people.Sum(person => person.Refused)}");
        Assert.Equal(done.Sum(), await Approvals(gateway, done.Sum()));

        async Task AllHaveSignedInAgain()
        {
            var before = _done.ToArray();
            while (_done.Zip(before).Any(one => one.First < one.Second + 2)) await Task.Delay(50, Cancel);
        }

        async Task<int> SignInUntil(Person person, CancellationToken stop)
        {
            var at = Array.IndexOf(people, person);
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    await person.SignIn(Cancel);
                    Interlocked.Increment(ref _done[at]);
                    await Task.Delay(BetweenSignIns, Cancel);
                }

                return _done[at];
            }
            finally
            {
                await enough.CancelAsync();   // where one fails, the others need not go on
            }
        }
    }

    private readonly int[] _done = new int[People];

    /// <summary>How many the audit has; a moment later where some wait for their place in the chain.</summary>
    private async Task<int> Approvals(GatewayHost gateway, int expected)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await Approvals(gateway) is var count && count >= expected) return count;
            await Task.Delay(100, Cancel);
        }

        return await Approvals(gateway);
    }

    private async Task<int> Approvals(GatewayHost gateway)
    {
        var (count, after) = (0, "0");
        while (true)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"{gateway.AdminUrl}/admin/v1/tenants/contoso/audit?kind=challenge.approved&limit=1000&after={after}");
            request.Headers.Authorization = new("Bearer", Token);
            using var answer = await _http.SendAsync(request, Cancel);
            var page = System.Text.Json.JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel));
            count += page.GetProperty("records").GetArrayLength();
            if (page.GetProperty("next") is not { ValueKind: System.Text.Json.JsonValueKind.Number } next) return count;
            after = next.GetRawText();
        }
    }
}
