using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Machines;
using Countersign.Engine.SignInLog;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>One record for each final transition and each redemption, in a chain that verifies (I18, T21, T32).</summary>
public abstract class AuditContract(Hosting hosting) : EngineContract(hosting)
{
    [Fact]
    public async Task Every_way_to_end_leaves_one_record_and_every_redemption_one()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        List<(ChallengeId Challenge, string Kind)> expected = [];
        await EndEach(house, phone, (browser, kind) => expected.Add((browser.Challenge, kind)));

        var final = await house.Facts("challenge.");
        Assert.Equal(expected, final.Select(fact => (fact.Challenge!.Value, fact.Kind)));
        var redeemed = Assert.Single(await house.Facts("sign_in."));
        Assert.Equal(("sign_in.redeemed", expected[0].Challenge), (redeemed.Kind, redeemed.Challenge!.Value));
    }

    [Fact]
    public async Task The_chain_read_through_the_engine_verifies_from_its_first_record()
    {
        await using var house = await OpenFurnished();
        await EndEach(house, await house.Enrol(), (_, _) => { });
        var (sequence, hash) = (0L, AuditChain.Genesis);
        for (var page = await Read(house.Tenant, 0); page.Count > 0; page = await Read(house.Tenant, sequence))
        {
            foreach (var record in page)
            {
                Assert.True(AuditChain.Follows(record, sequence, hash.Span), $"record {record.Sequence} does not follow {sequence}");
                (sequence, hash) = (record.Sequence, record.Hash);
            }
        }

        var own = await Read(house.Tenant, 0);
        Assert.True(own.Count >= 7);
        var part = await house.Engine.ReadAudit(house.Tenant, own[2].Sequence, 2, Cancel);
        Assert.Equal(own.Skip(3).Take(2).Select(record => record.Sequence), part.Select(record => record.Sequence));

        ValueTask<IReadOnlyList<AuditRecord>> Read(TenantId tenant, long after) => house.Engine.ReadAudit(tenant, after, 100, Cancel);
    }

    /// <summary>ADM-2, ADM-4: whoever wrote it, and whatever it travels over.</summary>
    [Fact]
    public async Task The_sign_in_log_and_what_it_counts_are_read_through_the_engine()
    {
        await using var house = await OpenFurnished();
        var log = new SignInLogWriter(house.Store, new TenantDirectory(house.Store, house.Clock), house.Clock);
        var now = house.Clock.GetUtcNow();
        var entry = new SignInEntry(
            now, new("ada@contoso.example"), SignInWay.Phone, SignInOutcome.WrongNumber, "portal", "Portal", StartedAt: now, Numbers: 1,
            Locks: true);
        var away = new SignInEntry(
            now, new("bob@contoso.example"), SignInWay.Phone, SignInOutcome.FellBack, Reason: FallbackReason.Locked,
            Rule: StartRule.NotLocked);
        log.Add(house.Tenant, new([entry], CanWake: true));
        log.Add(house.Tenant, new([away]));
        log.Add(house.Tenant, new([], IsOfNobody: true));
        await log.Flush(Cancel, withTallies: true);

        var page = await house.Engine.ReadSignIns(house.Tenant, new(new(), null, 10), Cancel);
        Assert.Equal([entry, away], page.Entries.OrderBy(one => one.User.Value, StringComparer.Ordinal));
        var counted = await house.Engine.CountSignIns(house.Tenant, now, Cancel);
        var hour = Assert.Single(counted.Hours);
        Assert.Equal((SignInHours.BeginOf(now), 30, false), (hour.Begin, counted.KeptDays, counted.IsPart));
        Assert.Equal(
            (1, 1, 1, 1, 1, 1, 0),
            (hour.Tally.Of(SignInOutcome.WrongNumber), hour.Tally.Of(SignInOutcome.FellBack), hour.Tally.Of(FallbackReason.Locked),
                hour.Tally.Locks, hour.Tally.UnknownNames, hour.Tally.Wakeable, hour.Tally.WakeableUnanswered));
        Assert.Empty((await house.Engine.CountSignIns(new(House.NewTenantName()), now, Cancel)).Hours);
    }

    [Fact]
    public async Task The_record_of_an_approval_holds_the_statement_that_proves_it()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        var (browser, _) = await phone.SignIn();
        var fact = Assert.Single(await house.Facts("challenge.approved"));
        var statement = DecisionStatement.Parse(fact.Statement, out var token, out _);
        using var key = VerificationKey.Import(phone.DecisionKey.Public);
        Assert.True(key.Verify(token!));
        Assert.Equal((browser.Challenge, Decision.Approve, phone.Device), (statement!.Challenge, statement.Decision, statement.Device));
        Assert.Equal((phone.DecisionKey.Name, (long?)1, House.Client), (fact.Key, fact.PolicyVersion, fact.Client));
    }

    [Fact]
    public async Task The_life_of_a_method_is_on_record()
    {
        await using var house = await OpenFurnished();
        var phone = await house.Enrol();
        await phone.Disable();
        await house.Administration.RemoveMethod(phone.User, phone.Device, Cancel);
        string[] expected =
        [
            "user.created", "pass.issued", "pass.used", "method.code_issued", "method.activated", "device.registered", "method.enabled",
            "method.disabled", "device.released", "method.removed",
        ];
        Assert.Equal(expected, (await house.Facts("user.", "pass.", "method.", "device.")).Select(fact => fact.Kind));
    }

    /// <summary>Approves and redeems, denies, mistakes, cancels, lets expire.</summary>
    private static async Task EndEach(House house, TestPhone phone, Action<BrowserTransaction, string> ended)
    {
        ended((await phone.SignIn()).Browser, "challenge.approved");
        var (denied, _) = await house.Prompt(phone.User);
        await phone.Deny();
        ended(denied, "challenge.denied");
        var (mistaken, prompt) = await house.Prompt(phone.User);
        await phone.Approve(SignInContract.Wrong(prompt.Number));
        ended(mistaken, "challenge.wrong_number");
        var (cancelled, _) = await house.Prompt(phone.User);
        await house.SignIns.Cancel(house.Tenant, cancelled, Cancel);
        ended(cancelled, "challenge.cancelled");
        var (expired, _) = await house.Prompt(phone.User);
        house.Clock.Advance(Limits.ChallengeLife);
        await house.Observe(expired);
        ended(expired, "challenge.expired");
    }
}
