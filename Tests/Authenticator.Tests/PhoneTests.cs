using Countersign.SignIn.Jose;
using Xunit;

namespace Countersign.Authenticator.Tests;

public sealed class PhoneTests : IAsyncDisposable
{
    private readonly FakeTime _clock = new(wait => wait < TimeSpan.FromSeconds(40));
    private readonly HttpClient _http = PhoneConnection.Create();
    private readonly DeviceKeys _keys = DeviceKeys.Create();
    private FakeGateway _gateway = null!;
    private Phone _phone = null!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _keys.Dispose();
        if (_gateway is not null) await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Both_stages_and_back_in_requests_the_server_can_verify()
    {
        await Activated();
        Assert.Equal(new Reply<Accepted>.Done(new()), await _phone.Register(shared: false, Given.Cancel));
        Assert.Equal(new Reply<Accepted>.Done(new()), await _phone.Enable(Given.Cancel));
        Assert.True(_gateway.PhoneSignIn);
        Assert.Equal(new Reply<Accepted>.Done(new()), await _phone.Disable(Given.Cancel));
        Assert.False(_gateway.PhoneSignIn);
        Assert.Empty(_gateway.Disbelieved);
    }

    [Fact]
    public async Task A_refusal_says_what_the_server_said()
    {
        await Activated();
        var refused = Assert.IsType<Reply<Accepted>.Refused>(await _phone.Register(shared: true, Given.Cancel));
        Assert.Equal(
            new Problem(403, "CS3001", "device_registration_not_individual", "Title of device_registration_not_individual",
                "Detail of device_registration_not_individual.", null),
            refused.Problem);
    }

    [Fact]
    public async Task A_refusal_by_something_else_is_told_by_its_status()
    {
        await Activated();
        _gateway.Next(FakeGateway.Problem(403, "", ""), FakeGateway.Problem(429, "CS5001", "asked_too_often", ("Retry-After", "7")));
        var first = Assert.IsType<Reply<Accepted>.Refused>(await _phone.Enable(Given.Cancel));
        Assert.Equal(new Problem(403, "", "", "HTTP 403 Forbidden", "", null), first.Problem);
        var second = Assert.IsType<Reply<Accepted>.Refused>(await _phone.Enable(Given.Cancel));
        Assert.Equal(TimeSpan.FromSeconds(7), second.Problem.RetryAfter);
    }

    [Fact]
    public async Task The_right_number_approves_and_another_is_refused()
    {
        await Activated();
        var waiting = await Waiting();
        var refused = Assert.IsType<Reply<Decision>.Refused>(await _phone.Approve(waiting, "07", _keys.Decision, Given.Cancel));
        Assert.Equal((403, "CS4008"), (refused.Problem.Status, refused.Problem.Code));
        Assert.Equal(new Reply<Decision>.Done(Decision.Approve), await _phone.Approve(waiting, "42", _keys.Decision, Given.Cancel));
        Assert.Equal(new Reply<WaitingSignIn?>.Done(null), await _phone.Fetch(TimeSpan.Zero, Given.Cancel));
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_sent_again_in_the_same_bytes()
    {
        await Activated();
        var waiting = await Waiting();
        var busy = FakeGateway.Problem(503, "CS5005", "unavailable", ("Retry-After", "2"));
        _gateway.Next(busy, FakeGateway.Break, _gateway.CarryOutThenBreak);
        Assert.Equal(new Reply<Decision>.Done(Decision.Approve), await _phone.Approve(waiting, "42", _keys.Decision, Given.Cancel));
        Assert.Equal(4, _gateway.Statements.Count);
        Assert.Single(_gateway.Statements.Distinct());
        Assert.Equal(TimeSpan.FromSeconds(2), _clock.Waits[0]);   // as the server asked
        Assert.Equal(3, _clock.Waits.Count);
    }

    [Fact]
    public async Task Tries_come_to_an_end_and_nobody_claims_to_know()
    {
        await Activated();
        var waiting = await Waiting();
        _gateway.Next([.. Enumerable.Repeat(FakeGateway.Problem(503, "CS5005", "unavailable"), 10)]);
        var none = Assert.IsType<Reply<Decision>.NoAnswer>(await _phone.Deny(waiting, Given.Cancel));
        Assert.Equal("CS5005", none.Problem?.Code);
        Assert.Equal(Exchange.MostTries, _gateway.Statements.Count);
        Assert.True(_clock.Waits.Sum(wait => wait.TotalSeconds) < 10);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again()
    {
        await Activated();
        var waiting = await Waiting();
        _gateway.Next(FakeGateway.Problem(409, "CS4007", "already_decided"));
        Assert.IsType<Reply<Decision>.Refused>(await _phone.Deny(waiting, Given.Cancel));
        Assert.Single(_gateway.Statements);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_carries_a_new_proof()
    {
        await Activated();
        _gateway.Next(_gateway.CarryOutThenBreak, _gateway.CarryOutThenBreak);
        Assert.Equal(new Reply<Accepted>.Done(new()), await _phone.Enable(Given.Cancel));
        Assert.Empty(_gateway.Disbelieved);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(+3600)]
    public async Task A_clock_that_is_wrong_is_corrected_by_the_refusal_and_the_answer_is_in_time(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(100_000));
        var server = new FakeTime(_ => false);
        server.Advance(TimeSpan.FromSeconds(100_000 + seconds));
        await Activated(server);
        Assert.Equal(new Reply<Accepted>.Done(new()), await _phone.Enable(Given.Cancel));
        await _phone.Deny(await Waiting(), Given.Cancel);
        var statement = DecisionStatement.Parse(_gateway.Statements.Single(), out _, out _);
        Assert.True((statement!.IssuedAt - server.GetUtcNow()).Duration() < TimeSpan.FromSeconds(2));
        var asked = _gateway.Requests.Select(request => request.Split('/')[^1]);
        Assert.Equal(["activate", "activate", "phone-sign-in", "waiting", "answer"], asked);
    }

    [Fact]
    public async Task A_refusal_for_another_reason_is_no_cause_to_try_again()
    {
        await Activated();
        var date = _clock.GetUtcNow().AddSeconds(20).ToString("r", null);
        _gateway.Next(FakeGateway.Problem(401, "CS2001", "device_proof_refused", ("Date", date)));
        Assert.IsType<Reply<Accepted>.Refused>(await _phone.Enable(Given.Cancel));
        Assert.Equal(2, _gateway.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_a_refusal()
    {
        await Activated();
        await _gateway.DisposeAsync();
        var none = Assert.IsType<Reply<WaitingSignIn?>.NoAnswer>(await _phone.Fetch(TimeSpan.Zero, Given.Cancel));
        Assert.Equal(Unheard.Unreachable, none.Why);
        _gateway = null!;
    }

    [Fact]
    public async Task What_is_not_Countersign_is_no_answer()
    {
        await Activated();
        _gateway.Waiting = "<html>Please log in to the hotel's network</html>";
        Assert.IsType<Reply<WaitingSignIn?>.NoAnswer>(await _phone.Fetch(TimeSpan.Zero, Given.Cancel));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await Activated();
        _gateway.Next(FakeGateway.Problem(307, "", "", ("Location", "/contoso/v1/device/phone-sign-in?elsewhere")));
        Assert.IsType<Reply<Accepted>.Refused>(await _phone.Enable(Given.Cancel));
        Assert.False(_gateway.PhoneSignIn);
    }

    [Fact]
    public void Plain_http_to_another_machine_has_to_be_allowed()
    {
        var account = Given.Account("http://login.example/contoso");
        Assert.Throws<ArgumentException>(() => new Phone(account, _http, _clock));
        Assert.Equal(account, new Phone(account, _http, _clock, unprotected: true).Account);
        Assert.NotNull(new Phone(Given.Account(), _http, _clock));
    }

    [Fact]
    public async Task A_code_for_another_account_is_not_sent()
    {
        await Activated();
        var other = new ActivationCode(_phone.Account.Issuer, new("bob@contoso.example"), _gateway.Secret);
        await Assert.ThrowsAsync<ArgumentException>(() => _phone.Activate(other, "My phone", _keys.Decision, Given.Cancel));
    }

    private async Task Activated(FakeTime? server = null)
    {
        _gateway = await FakeGateway.Start(server ?? _clock);
        var code = ActivationCode.Parse(_gateway.Code);
        _phone = new(new(code.Issuer, code.User, new(Account.Handle()), _keys.Request, Given.Report), _http, _clock);
        var reply = await _phone.Activate(code, "My phone", _keys.Decision, Given.Cancel);
        Assert.Equal(new Reply<Activated>.Done(new("alice@contoso.example", false)), reply);
    }

    private async Task<WaitingSignIn> Waiting()
    {
        _gateway.Waiting = FakeGateway.WaitingJson();
        return Assert.IsType<Reply<WaitingSignIn?>.Done>(await _phone.Fetch(TimeSpan.Zero, Given.Cancel)).Value!;
    }
}
