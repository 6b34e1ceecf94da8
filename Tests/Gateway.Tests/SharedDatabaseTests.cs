using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests;

/// <summary>
/// Several gateways on one PostgreSQL database, and no cluster: to people and phones they are one (I1, I2, I5, I7, I22, T22, F22).
/// </summary>
public sealed class SharedDatabaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _home = Directory.CreateTempSubdirectory("countersign-").FullName;
    private readonly TestClock _clock = new();
    private readonly List<RunningGateway> _gateways = [];
    private TestSchema _schema = null!;

    private RunningGateway First => _gateways[0];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _schema = await TestSchema.Make();
        for (var i = 0; i < 3; i++) _gateways.Add(await Gateway(i));
        await First.Operator.CreateTenant("contoso");
        await First.Operator.AllowEveryone("contoso");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await _schema.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_sign_in_begins_at_one_is_answered_at_another_and_collected_at_a_third()
    {
        var ada = await First.Enrol("ada@contoso.example");
        for (var round = 0; round < 3; round++)
        {
            var (start, answer, collect) = (At(round), At(round + 1), At(round + 2));
            var browser = start.Browser();
            (await ada.By(answer).Approve(await browser.Prompt("ada@contoso.example"))).MustBe(200);
            var collecting = browser.By(collect);
            (await collecting.Redeem()).MustBe(200);
            (await collecting.By(start).Send(HttpMethod.Get, "/session")).MustBe(200);
        }
    }

    [Fact]
    public async Task Of_an_approval_and_a_denial_at_two_at_once_one_holds_everywhere()
    {
        await First.Operator.Configure("contoso", settings => settings with { Budget = new(100, 100, 100) });
        var ada = await First.Enrol("ada@contoso.example");
        var approved = 0;
        for (var round = 0; round < 12; round++)
        {
            var browser = At(round).Browser();
            var number = await browser.Prompt("ada@contoso.example");
            var seen = await ada.By(At(round)).See();
            var (approve, deny) = (ada.Statement(seen, Decision.Approve, number), ada.Statement(seen, Decision.Deny, ""));
            var answers = await Task.WhenAll(
                Task.Run(() => ada.By(At(round + 1)).Answer(ada.Sign(approve)), Cancel),
                Task.Run(() => ada.By(At(round + 2)).Answer(ada.Sign(deny)), Cancel));
            Assert.Single(answers, answer => answer.Status == 200);
            var told = new HashSet<string>();
            foreach (var gateway in _gateways) told.Add((await browser.By(gateway).Observe()).MustBe(200)["state"]);
            Assert.Equal(answers[0].Status == 200 ? "approved" : "denied", Assert.Single(told));
            if (answers[0].Status != 200) continue;
            approved++;
            var redeemed = await Task.WhenAll(_gateways.Select(gateway => Task.Run(() => browser.By(gateway).Redeem(), Cancel)));
            Assert.Single(redeemed, reply => reply.Status == 200);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{approved} of 12 approved");
        Assert.Empty(Check().Findings);
    }

    [Fact]
    public async Task Whoever_waits_at_one_hears_of_what_happens_at_another()
    {
        var ada = await First.Enrol("ada@contoso.example");
        for (var round = 0; round < 3; round++)
        {
            var (here, there) = (At(round), At(round + 1));
            var phone = ada.By(here).Waiting(wait: 25);   // on a clock that stands: nothing but a notification ends it
            var browser = there.Browser();
            var number = await browser.Prompt("ada@contoso.example");
            Assert.Contains("\"challenge\"", (await phone.WaitAsync(Patience, Cancel)).MustBe(200).Text, StringComparison.Ordinal);

            var page = browser.By(here).Observe(wait: 25);
            (await ada.By(there).Approve(number)).MustBe(200);
            Assert.Equal("approved", (await page.WaitAsync(Patience, Cancel)).MustBe(200)["state"]);
            (await browser.Redeem()).MustBe(200);
        }
    }

    [Fact]
    public async Task What_a_phone_showed_one_no_other_takes()
    {
        var ada = await First.Enrol("ada@contoso.example");
        var shown = ada.Request(HttpMethod.Get, "/device/waiting");
        var elsewhere = shown.RequestUri!.AbsoluteUri.Replace(First.Url, At(1).Url, StringComparison.Ordinal);
        var again = new HttpRequestMessage(HttpMethod.Get, elsewhere);
        foreach (var (name, values) in shown.Headers) again.Headers.TryAddWithoutValidation(name, values);
        (await Browser.Read(First.Client, shown)).MustBe(200);
        (await Browser.Read(First.Client, again)).MustBe(401);
    }

    [Fact]
    public async Task A_phone_that_is_removed_at_one_is_out_at_every_other_at_once()
    {
        var ada = await First.Enrol("ada@contoso.example");
        foreach (var gateway in _gateways) (await ada.By(gateway).Waiting()).MustBe(200);
        var browser = await At(1).SignIn(ada.By(At(1)));
        (await First.Admin(HttpMethod.Delete, $"contoso/users/ada@contoso.example/methods/{ada.Device}")).MustBe(204);
        foreach (var gateway in _gateways)
        {
            (await ada.By(gateway).Waiting()).MustBe(401);
            (await browser.By(gateway).Send(HttpMethod.Get, "/session")).MustBe(401);
        }
    }

    /// <summary>F23.</summary>
    [Fact]
    public async Task A_backup_that_is_put_back_is_noticed_and_ends_at_one_for_all()
    {
        var ada = await First.Enrol("ada@contoso.example");
        var browser = await First.SignIn(ada);
        await _schema.Ask("CREATE TABLE {schema}.backup AS SELECT * FROM {schema}.rows");
        foreach (var gateway in _gateways) await gateway.Stop();
        foreach (var gateway in _gateways) await gateway.Begin();   // each notes how far the database has come
        foreach (var gateway in _gateways) await gateway.Stop();
        await _schema.Ask("TRUNCATE {schema}.rows; INSERT INTO {schema}.rows SELECT * FROM {schema}.backup");

        await First.Begin();
        (await First.Get(First.Url + "/health/ready")).MustBe(503, "CS5006");
        await First.Stop();
        await First.Begin(isRestored: true);
        foreach (var gateway in _gateways.Skip(1)) await gateway.Begin();
        foreach (var gateway in _gateways)
        {
            (await gateway.Get(gateway.Url + "/health/ready")).MustBe(200);
            (await browser.By(gateway).Send(HttpMethod.Get, "/session")).MustBe(401);
            await gateway.SignIn(ada.By(gateway));
        }
    }

    private RunningGateway At(int turn) => _gateways[turn % _gateways.Count];

    private Countersign.Engine.Ports.StoreCheck Check() =>
        Stores.Registry.StoreRegistry.Find("postgres").Check(new("") { Connection = _schema.Connection });

    private Task<RunningGateway> Gateway(int number) => RunningGateway.Start(
        settings => settings with
        {
            Data = Path.Combine(_home, $"{number}"),
            Store = "postgres",
            StoreConnection = _schema.Connection,
            Origin = number == 0 ? settings.Urls : First.Url,
        },
        clock: _clock, onDisk: true);
}
