using System.Net;
using System.Text;
using Countersign.Gateway.Outbound;

namespace Countersign.Gateway.Tests.Outbound;

/// <summary>C8, I21, T16: how often a client is told, and when that ends.</summary>
public sealed class ClientNotificationSenderTests
{
    private static readonly Uri Endpoint = new("https://client.example/ciba");
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"auth_req_id":"x"}""");
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_client_is_told_once_and_knows_by_the_token_who_calls()
    {
        var (client, notifications) = Answering(HttpStatusCode.NoContent);
        Assert.Equal(DeliveryOutcome.Delivered, await Deliver(notifications));
        Assert.Equal(["Bearer the-token application/json {\"auth_req_id\":\"x\"}"], client.Heard);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task A_refusal_or_a_redirect_ends_it(HttpStatusCode answer)
    {
        var (client, notifications) = Answering(answer);
        Assert.Equal(DeliveryOutcome.Refused, await Deliver(notifications));
        Assert.Single(client.Heard);
    }

    [Fact]
    public async Task An_answer_with_a_body_is_an_answer()
    {
        var (_, notifications) = Answering(HttpStatusCode.OK, new string('x', 1_000_000));
        Assert.Equal(DeliveryOutcome.Delivered, await Deliver(notifications));
    }

    [Fact]
    public async Task A_client_that_fails_is_tried_three_times_with_growing_pauses()
    {
        var (client, notifications) = Answering(HttpStatusCode.ServiceUnavailable);
        var first = _clock.NextWaitOf(TimeSpan.FromSeconds(1));
        var delivering = Deliver(notifications);
        await first;
        var second = _clock.NextWaitOf(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(DeliveryOutcome.Failed, await delivering);
        Assert.Equal(ClientNotificationSender.Tries, client.Heard.Count);
    }

    [Fact]
    public async Task A_client_that_does_not_answer_is_waited_for_ten_seconds()
    {
        var (client, notifications) = Answering(null);
        var waiting = _clock.NextWaitOf(TimeSpan.FromSeconds(10));
        var delivering = Deliver(notifications);
        await waiting;
        var pause = _clock.NextWaitOf(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await pause;   // the first try was given up
        client.Answer = HttpStatusCode.OK;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DeliveryOutcome.Delivered, await delivering);
    }

    [Fact]
    public async Task An_address_that_may_not_be_called_is_not_tried_again()
    {
        using var notifications = new ClientNotificationSender(OutboundHttp.Handler(OutboundSettings.Default), _clock);
        var outcome = await notifications.Deliver(
            "contoso:shop", new Uri("https://localhost:8443/"), "the-token", Body, TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryOutcome.Refused, outcome);
    }

    private (Client Client, ClientNotificationSender ClientNotificationSender) Answering(HttpStatusCode? status, string body = "")
    {
        var client = new Client { Answer = status, Body = body };
        return (client, new(client, _clock));
    }

    private static Task<DeliveryOutcome> Deliver(ClientNotificationSender notifications) =>
        notifications.Deliver("contoso:shop", Endpoint, "the-token", Body, TestContext.Current.CancellationToken);

    /// <summary>A client's notification endpoint, without the network between.</summary>
    private sealed class Client : HttpMessageHandler
    {
        public HttpStatusCode? Answer { get; set; }
        public string Body { get; init; } = "";
        public List<string> Heard { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var body = await request.Content!.ReadAsStringAsync(cancel);
            Heard.Add($"{request.Headers.Authorization} {request.Content.Headers.ContentType} {body}");
            if (Answer is { } status) return new(status) { Content = new StringContent(Body) };
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            throw new InvalidOperationException("Nobody waits for ever.");
        }
    }
}
