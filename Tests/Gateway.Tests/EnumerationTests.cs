using System.Text.RegularExpressions;
using Countersign.Engine.Ports;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Tests;

/// <summary>
/// T5, T39, I16: nobody learns at the page, at the front ends' API or on the backchannel whether there is somebody, or whether a phone can
/// be asked. The same life is led under the name of each kind of person; what a stranger sees of it, and how often the store is waited
/// for, is compared as it is but for what is drawn.
/// </summary>
public sealed partial class EnumerationTests
{
    private const string Enrolled = "a-enrolled@contoso.example";

    /// <summary>Names of one length: lengths are compared.</summary>
    private static readonly string[] Others =
    [
        "b-disabled@contoso.example", "c-no-phone@contoso.example", "d-at-stage@contoso.example", "e-unknown-@contoso.example",
        "f-untarget@contoso.example",
    ];

    [Theory]
    [InlineData(NumberMode.Select, SecondAttempt.FallBack, true)]
    [InlineData(NumberMode.Enter6, SecondAttempt.Refuse, false)]
    public async Task At_the_page_all_names_are_one_whole_life_long(NumberMode mode, SecondAttempt second, bool isExclusive)
    {
        await using var scene = await Scene(mode, second, isExclusive);
        await Compare(scene, AtThePage);
    }

    [Theory]
    [InlineData(NumberMode.Enter2, SecondAttempt.FallBack, true)]
    [InlineData(NumberMode.Select, SecondAttempt.Refuse, false)]
    public async Task At_the_front_ends_api_all_names_are_one_whole_life_long(NumberMode mode, SecondAttempt second, bool isExclusive)
    {
        await using var scene = await Scene(mode, second, isExclusive);
        await Compare(scene, AtTheApi);
    }

    [Theory]
    [InlineData(false, true), InlineData(true, true), InlineData(false, false)]
    public async Task On_the_backchannel_all_names_are_one_whole_life_long(bool withUserCodes, bool isExclusive)
    {
        await using var scene = await Scene(NumberMode.Select, SecondAttempt.FallBack, isExclusive);
        var till = await Till.Open(scene.Gateway, Backchannel.Default with { UserCode = withUserCodes });
        await Compare(scene, life => OnTheBackchannel(life, till));
    }

    /// <summary>I17, and S-32, S-42: whoever has no phone gets on by "use your password instead", and nothing was written.</summary>
    [Fact]
    public async Task A_decoy_writes_nothing_and_leads_on_to_the_password()
    {
        await using var scene = await Scene(NumberMode.Select, SecondAttempt.FallBack, true);
        var gateway = scene.Gateway;
        await gateway.Operator.Federate("contoso", "fabrikam.example", "https://fs.fabrikam.example/adfs/ls");
        var before = await Rows.Of(gateway.Store);
        foreach (var name in Others.Append("bob@fabrikam.example"))
        {
            var browser = gateway.Browser();
            await browser.Prompt(name);
            var password = (await browser.UsePassword()).MustBe(200);
            Assert.Equal(name.Contains("fabrikam") ? "federate" : "password", password["result"]);
            Assert.Equal("requested", password["reason"]);
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
        Assert.Empty(await gateway.Operator.Audit("challenge.cancelled"));
    }

    /// <summary>I17: nothing remembers a decoy after a restart, or at another gateway; its browser goes on all the same.</summary>
    [Fact]
    public async Task After_a_restart_a_decoys_browser_sees_its_number_again()
    {
        await using var scene = await Scene(NumberMode.Enter6, SecondAttempt.FallBack, true);
        foreach (var name in Others)
        {
            var (browser, visitor) = (scene.Gateway.Browser(), new Visitor(scene.Gateway));
            var number = await browser.Prompt(name);
            scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(20));
            await scene.Gateway.Restart();
            var again = (await browser.Observe()).MustBe(200);
            Assert.Equal(("pending", number, "100"), (again["state"], again["number"], again["expires_in"]));
            Assert.Equal(number, await browser.Prompt(name));
            Assert.Equal("pending", (await scene.Gateway.Browser().Start(name)).MustBe(200)["reason"]);
            (await browser.CancelSignIn()).MustBe(204);
            Assert.Equal("cancelled", (await browser.Observe()).MustBe(200)["state"]);
            var shown = Visitor.NumberOn(await visitor.SignIn(name));
            await scene.Gateway.Restart();
            Assert.Equal(shown, Visitor.NumberOn(await visitor.Open("/sign-in/number")));
        }
    }

    /// <summary>A browser that the person has signed in with may hear the truth: it is not a stranger's.</summary>
    [Fact]
    public async Task A_browser_the_person_knows_hears_that_no_phone_can_be_asked()
    {
        await using var scene = await Scene(NumberMode.Select, SecondAttempt.FallBack, true);
        var phone = await scene.Gateway.Enrol("ada@contoso.example");
        await scene.Gateway.Operator.AllowOnly("contoso", phone.User);
        var known = await scene.Gateway.SignIn(phone);
        await scene.Gateway.Operator.AllowOnly("contoso", Enrolled);
        Assert.Equal("not_allowed_by_policy", (await known.Start(phone.User)).MustBe(200)["reason"]);
        await scene.Gateway.Operator.RemoveMethod("contoso", phone.User, phone.Device);
        Assert.Equal("not_available", (await known.Start(phone.User)).MustBe(200)["reason"]);
        await scene.Gateway.Browser().Prompt(phone.User);
    }

    /// <summary>I6: what the service seals into a cookie belongs to that sign-in alone.</summary>
    [Fact]
    public async Task What_one_sign_in_carries_is_of_no_use_in_another()
    {
        await using var scene = await Scene(NumberMode.Select, SecondAttempt.FallBack, true);
        foreach (var name in Others.Prepend(Enrolled))
        {
            var (one, other) = (scene.Gateway.Browser(), scene.Gateway.Browser());
            await one.Prompt(name);
            await other.Prompt("other-" + name[2..]);
            var (own, foreign) = (one.Cookies[Browser.SignInCookie].Split('.'), other.Cookies[Browser.SignInCookie].Split('.'));
            foreach (var carried in new[] { foreign[2], Altered.Text(own[2]), "" })
            {
                one.Cookies[Browser.SignInCookie] = $"{own[0]}.{own[1]}.{carried}";
                (await one.Observe()).MustBe(404, "CS4001");
            }

            one.Cookies[Browser.SignInCookie] = $"{own[0]}.{own[1]}";
            (await one.Observe()).MustBe(404, "CS4001");
        }
    }

    private static async Task AtThePage(Life life)
    {
        var (first, second, clock) = (new Visitor(life.Gateway), new Visitor(life.Gateway), life.Gateway.Clock);
        await life.Note("form", () => first.Open());
        var started = await life.Note("start", () => first.Submit("/sign-in", ("user_name", life.Name)));
        var address = started.Header("Location")!;
        await life.Note("number", () => first.Open(address));
        clock.Advance(TimeSpan.FromSeconds(7));
        await life.Note("reload", () => first.Open(address));
        await life.Note("state", () => first.Open("/v1/sign-in?t=" + address.Split("t=")[1]));
        await life.Note("second attempt", () => second.Submit("/sign-in", ("user_name", life.Name)));
        await life.Note("start again in the same browser", () => first.Submit("/sign-in", ("user_name", life.Name)));
        await life.Note("cancel", () => first.Submit("/sign-in/leave", ("how", "cancel")));
        await life.Note("number of what was cancelled", () => first.Open(address));
        address = (await life.Note("another", () => first.Submit("/sign-in", ("user_name", life.Name)))).Header("Location")!;
        await life.Later(125, 0);
        await life.Note("expired", () => first.Open(address), isTimed: false);
        address = (await life.Note("the third", () => first.Submit("/sign-in", ("user_name", life.Name)), false)).Header("Location")!;
        await life.Note("its number", () => first.Open(address));
        await life.Note("use the password", () => first.Submit("/sign-in/leave", ("how", "password"), ("t", address.Split("t=")[1])));
        await life.Note("over budget", () => first.Submit("/sign-in", ("user_name", life.Name)));
        await life.Note("over budget elsewhere", () => second.Submit("/sign-in", ("user_name", life.Name)));
        clock.Advance(TimeSpan.FromMinutes(5));
        address = (await life.Note("later", () => second.Submit("/sign-in", ("user_name", life.Name)), false)).Header("Location")!;
        await life.Later(120, 302);
        await life.Note("long over", () => second.Open(address), isTimed: false);
    }

    private static async Task AtTheApi(Life life)
    {
        var (first, second, clock) = (life.Gateway.Browser(), life.Gateway.Browser(), life.Gateway.Clock);
        await life.Note("start", () => first.Start(life.Name));
        await life.Note("observe", () => first.Observe());
        clock.Advance(TimeSpan.FromMilliseconds(7250));
        await life.Note("observe later", () => first.Observe());
        await life.Note("start once more", () => first.Start(life.Name));
        await life.Note("second attempt", () => second.Start(life.Name));
        await life.Note("redeem", () => first.Redeem());
        await life.Note("redeem nothing", () => second.Redeem());
        using (var events = await first.Events())
        {
            life.Note("event " + await events.Next("state"));
            await life.Note("cancel", () => first.CancelSignIn(), isTimed: false);   // the stream asks, too
            life.Note("event " + await events.Next("state"));
            Assert.Null(await events.Next("state"));
        }

        await life.Note("observe the cancelled", () => first.Observe());
        await life.Note("cancel twice", () => first.CancelSignIn());
        await life.Note("redeem the cancelled", () => first.Redeem());
        await life.Note("once more, by a key", () => first.Start(life.Name, "a-key-of-more-than-22-characters"));
        await life.Note("the same once more", () => second.Start(life.Name, "a-key-of-more-than-22-characters"));
        await life.Note("the first browser's", () => first.Observe());
        await life.Note("password", () => second.UsePassword());
        await life.Note("password twice", () => second.UsePassword());
        await life.Note("the third", () => first.Start(life.Name));
        clock.Advance(TimeSpan.FromSeconds(110));
        var held = clock.NextWaitOf(TimeSpan.FromSeconds(10));
        var waiting = first.Observe(30);
        await held;
        clock.Advance(TimeSpan.FromSeconds(10));
        await life.Note("waited for the end", () => waiting, isTimed: false);
        await life.Note("over budget", () => first.Start(life.Name), isTimed: false);
        await life.Later(1, 302);
        await life.Note("long over", () => first.Observe(), isTimed: false);
        await life.Note("password, long over", () => first.UsePassword(), isTimed: false);
    }

    private static async Task OnTheBackchannel(Life life, RelyingParty till)
    {
        var clock = life.Gateway.Clock;
        var asked = await life.Note("ask", () => till.Ask(("login_hint", life.Name)));
        clock.Advance(TimeSpan.FromMilliseconds(6400));
        Assert.Equal(asked["auth_req_id"], (await life.Note("the same", () => till.Ask(("login_hint", life.Name))))["auth_req_id"]);
        await life.Note("another", () => till.Ask(("login_hint", life.Name), ("binding_message", "x")));
        await life.Note("a browser", () => life.Gateway.Browser().Start(life.Name));
        await life.Note("poll", () => till.CollectPending(life.Gateway, asked["auth_req_id"]), isTimed: false);
        clock.Advance(TimeSpan.FromSeconds(120));
        await life.Note("expired", () => till.Collect(asked["auth_req_id"]), isTimed: false);
        await life.Later(1, 302);
        await life.Note("long over", () => till.Collect(asked["auth_req_id"]), isTimed: false);
        for (var more = 0; more < 3; more++)
        {
            await life.Note("more", () => till.Ask(("login_hint", life.Name), ("requested_expiry", "10")), isTimed: false);
            clock.Advance(TimeSpan.FromSeconds(12));
        }

        await life.Note("over budget", () => till.Ask(("login_hint", life.Name)), isTimed: false);
        await life.Note("a browser over budget", () => life.Gateway.Browser().Start(life.Name), isTimed: false);
    }

    [GeneratedRegex(": [1-9][0-9]* reads, ")]
    private static partial Regex WaitsForStore();

    private static async Task Compare(Stage scene, Func<Life, Task> lead)
    {
        await Lead("0-nothing-@contoso.example");   // what is read but once is read
        var real = await Lead(Enrolled);
        Assert.Contains(real.Seen, seen => WaitsForStore().IsMatch(seen));   // what is compared is counted at all
        foreach (var name in Others)
        {
            var life = await Lead(name);
            Assert.Equal(real.Seen.Count, life.Seen.Count);
            foreach (var (one, other) in real.Seen.Zip(life.Seen)) Assert.True(one == other, $"{name}\n{one}\n----\n{other}");
        }

        async Task<Life> Lead(string name)
        {
            // Whatever is read again after a second is read again for all; and a time of day is as long, and as far from the next minute.
            var now = scene.Gateway.Clock.GetUtcNow();
            scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute));
            var life = new Life(scene, name);
            await lead(life);
            return life;
        }
    }

    private static async Task<Stage> Scene(NumberMode mode, SecondAttempt second, bool isExclusive)
    {
        var store = new CountingStore(InMemory.Store(isExclusive));
        var gateway = await RunningGateway.Furnished(store: store);
        await gateway.Operator.Configure("contoso", settings => settings with
        {
            NumberMode = mode, SecondAttempt = second, PolicyCheck = PolicyCheck.BeforePrompt, Decoys = true,
        });
        foreach (var name in new[] { Enrolled, Others[0], Others[4] }) await gateway.Enrol(name);
        await gateway.Operator.Disable("contoso", Others[0]);
        await gateway.Operator.CreateUser("contoso", Others[1]);
        await gateway.Activate(Others[2]);
        await gateway.Operator.AllowOnly("contoso", Enrolled, Others[0], Others[1], Others[2]);
        await gateway.Restart();   // nobody's state is in memory
        return new(gateway, store);
    }

    private sealed record Stage(RunningGateway Gateway, CountingStore Store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }

    /// <summary>What a stranger sees of a name, step by step, without what is drawn.</summary>
    private sealed partial class Life(Stage stage, string name)
    {
        public List<string> Seen { get; } = [];

        public RunningGateway Gateway => stage.Gateway;

        public string Name => name;

        /// <summary>Time passes, housekeeping comes by, and more time passes.</summary>
        public async Task Later(int seconds, int more)
        {
            Gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await Till.Until(async () => (await Gateway.Store.Due(RowKind.User, Gateway.Clock.GetUtcNow(), 1, Browser.Cancel)).Count == 0);
            Gateway.Clock.Advance(TimeSpan.FromSeconds(more));
        }

        public void Note(string text) => Seen.Add(Masked(text));

        /// <param name="isTimed">Nobody else asks the store meanwhile.</param>
        public async Task<Reply> Note(string step, Func<Task<Reply>> ask, bool isTimed = true)
        {
            var (loads, commits) = stage.Store.Count;
            var reply = await ask();
            var now = stage.Store.Count;
            var waits = isTimed ? $"{now.Loads - loads} reads, {now.Commits - commits} commits" : "";
            Seen.Add($"{step}: {waits}, {reply.Text.Length} characters\n{Masked(reply.Look)}");
            return reply;
        }

        private string Masked(string text)
        {
            text = Stamp().Replace(
                text, stamp => (DateTimeOffset.Parse(stamp.Value, null) - Gateway.Clock.GetUtcNow()).TotalMilliseconds + " ms from now");
            text = TimeOfDay().Replace(text, "##:## UTC");
            text = text.Replace(name, "NAME").Replace(Uri.EscapeDataString(name), "NAME");
            text = Cookie().Replace(text, cookie => $"{cookie.Groups["name"].Value.Length}*={cookie.Groups["value"].Length}");
            text = Number().Replace(text, number => new string('#', number.Length));
            return Drawn().Replace(text, drawn => new string('*', drawn.Length));
        }

        [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")]
        private static partial Regex Stamp();

        [GeneratedRegex(@"\b\d\d:\d\d UTC")]
        private static partial Regex TimeOfDay();

        [GeneratedRegex("(?<name>__Host-countersign-sign-in(-[0-9a-f]{16})?)=(?<value>[^;]*)")]
        private static partial Regex Cookie();

        [GeneratedRegex("""(?<=<span>)\d+(?=</span>)|(?<="number":")\d+(?=")""")]
        private static partial Regex Number();

        [GeneratedRegex("[A-Za-z0-9_.-]{22,}")]
        private static partial Regex Drawn();
    }
}
