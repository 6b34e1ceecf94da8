using Countersign.Engine.Storage;

namespace Countersign.SignIn.Tests.SecurityEvents;

/// <summary>T29: which changes a tenant's webhook is owed, and how long somebody tries to tell it.</summary>
public sealed class SecurityEventRulesTests
{
    private static readonly Phone Mine = Phone.Number(0);
    private static readonly Phone Third = Phone.Number(2);
    private static readonly UserKey Alice = new(new("contoso"), Sample.Name("alice@contoso.example"));

    [Theory]
    [InlineData("added", NoticeKind.PhoneAdded)]
    [InlineData("removed", NoticeKind.PhoneRemoved)]
    [InlineData("enabled", NoticeKind.PhoneSignInEnabled)]
    [InlineData("disabled", NoticeKind.PhoneSignInDisabled)]
    [InlineData("pass used", NoticeKind.PassUsed)]
    [InlineData("password set", NoticeKind.PasswordSet)]
    [InlineData("codes issued", NoticeKind.RecoveryCodesIssued)]
    [InlineData("code used", NoticeKind.RecoveryCodeUsed)]
    [InlineData("passkey added", NoticeKind.PasskeyAdded)]
    [InlineData("passkey removed", NoticeKind.PasskeyRemoved)]
    public void A_change_of_a_way_in_is_owed_to_the_webhook_with_the_phones_name(string change, NoticeKind kind)
    {
        foreach (var webhook in new[] { Sample.Webhook, null })
        {
            var alice = new World().Person().Has(Mine);
            if (change != "added") alice.Has(Third);
            if (change == "enabled") alice.Disable(Third);
            if (change == "code used") alice.GetsRecoveryCodes();
            if (change == "passkey removed") alice.GetsPasskey();
            var session = change is "codes issued" or "passkey added" ? alice.SignsIn() : default;
            alice.World.Set(s => s with { SecurityWebhook = webhook });
            switch (change)
            {
                case "added": alice.Adds(Third); break;
                case "removed": alice.RemoveMethod(Third); break;
                case "enabled": alice.Enable(Third); break;
                case "disabled": alice.Disable(Third); break;
                case "password set": alice.GetsPassword(); break;
                case "codes issued": alice.GetsRecoveryCodes(session); break;
                case "code used": alice.TypesRecoveryCode(0); break;
                case "passkey added": alice.GetsPasskey(session: session); break;
                case "passkey removed": alice.Ask(new RemovePasskey(1, null)); break;
                default: alice.SignsIn(); break;
            }

            var owed = alice.Happened.OfType<TenantIsOwed>();
            if (webhook is null) Assert.Empty(owed);
            else Assert.Equal(new(kind, NameIn(kind), alice.World.Now), Assert.Single(owed));
        }
    }

    private static string NameIn(NoticeKind kind) =>
        kind >= NoticeKind.PasskeyAdded ? "A key" : kind >= NoticeKind.PassUsed ? "" : "My phone";

    [Fact]
    public void What_changes_no_way_in_is_owed_to_nobody()
    {
        var alice = new World().Set(s => s with { SecurityWebhook = Sample.Webhook }).Person().Has(Mine);
        alice.Redeem(alice.Approved(Mine));
        Assert.DoesNotContain(alice.Happened, happened => happened is TenantIsOwed);
    }

    [Fact]
    public void It_is_tried_with_growing_pauses_for_a_day_and_no_longer()
    {
        var (state, now, tries) = (Owed(), World.Morning, 0);
        while (state is SecurityEventState.Owed owed)
        {
            now = owed.Next;
            var ruling = Ask(ref state, new SecurityEventQuestion.Take(), now);
            if (ruling.Answer is not SecurityEventAnswer.Taken taken) continue;
            Assert.Equal(++tries, taken.Taking);
            Assert.Equal(SecurityEventAnswer.Nothing.Here, Ask(ref state, new SecurityEventQuestion.Take(), now).Answer);
            Ask(ref state, new SecurityEventQuestion.Failed(taken.Taking + 1), now);   // somebody else's
            Ask(ref state, new SecurityEventQuestion.Failed(taken.Taking), now);
        }

        Assert.Equal(28, tries);
        Assert.InRange(now - World.Morning, Limits.SecurityEventLife, Limits.SecurityEventLife + TimeSpan.FromHours(1));
    }

    [Fact]
    public void Whoever_takes_it_and_is_lost_forty_times_ends_it()
    {
        var (state, now, tries) = (Owed(), World.Morning, 0);
        for (; state is SecurityEventState.Owed owed; now = owed.Next)
        {
            if (Ask(ref state, new SecurityEventQuestion.Take(), owed.Next).Answer is SecurityEventAnswer.Taken) tries++;
        }

        Assert.Equal(Limits.SecurityEventTakings, tries);
        Assert.True(now < World.Morning + Limits.SecurityEventLife);
    }

    [Theory]
    [InlineData(true, "webhook.told"), InlineData(false, "webhook.not_told")]
    public void How_it_ended_stands_in_the_audit_and_nothing_is_left(bool delivered, string kind)
    {
        var state = Owed();
        Ask(ref state, new SecurityEventQuestion.Take(), World.Morning);
        var fact = Assert.Single(Ask(ref state, new SecurityEventQuestion.Done(delivered), World.Morning).Facts);
        Assert.Equal((kind, Alice.Tenant, (UserName?)Alice.Name), (fact.Kind, fact.Tenant, fact.User));
        Assert.Equal(SecurityEventState.None, state);
        Assert.Empty(Ask(ref state, new SecurityEventQuestion.Done(delivered), World.Morning).Events);
    }

    [Fact]
    public void While_the_tenants_deliveries_are_many_it_waits()
    {
        var state = Owed();
        var busy = new BusyClients([new(Alice.Tenant, SecurityEventRules.Receiver)], [], TimeSpan.FromSeconds(7));
        Assert.Equal(SecurityEventAnswer.Busy.Here, Ask(ref state, new SecurityEventQuestion.Take(busy), World.Morning).Answer);
        Assert.Equal(World.Morning + TimeSpan.FromSeconds(7), state.Due);
        Assert.Equal(0, Assert.IsType<SecurityEventState.Owed>(state).Taken);
    }

    private static SecurityEventState Owed() =>
        SecurityEventRules.Owed(Alice, NoticeKind.PhoneAdded, "My phone", World.Morning);

    private static Ruling<SecurityEventAnswer, SecurityEventEvent> Ask(
        ref SecurityEventState state, SecurityEventQuestion question, DateTimeOffset now)
    {
        var ruling = SecurityEventRules.Decide(state, question, now);
        foreach (var happened in ruling.Events) state = SecurityEventRules.Apply(state, happened);
        Assert.Equal(state, StateJson.ReadSecurityEvent(StateJson.Write(state)));
        return ruling;
    }
}
