using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Ciba;

/// <summary>A decoy as its client knows it.</summary>
/// <param name="NotificationToken">In clear, for as long as this process remembers it.</param>
internal sealed record Decoy(
    TenantId Tenant, string Client, string AuthReqId, BackchannelRequest Request, string Message, PresentedNumber Number,
    DateTimeOffset Until,
    string? NotificationToken);

/// <summary>
/// The answers to a client that asks for somebody who cannot be asked: those of somebody who does not look at the phone (T5, I16). One
/// pending request, the same answer for the same request, the prompt budget, and an end. Remembered in a pool of fixed size and in no row
/// (I17): the oldest are forgotten first, and with the process all.
/// </summary>
internal sealed class Decoys(AuthReqIds ids, TimeProvider clock)
{
    private const int Most = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId Tenant, string Person), Person> _people = [];
    private readonly Queue<(TenantId Tenant, string Person)> _order = new();

    /// <summary>The answer, and the decoy it is about; refusals are the engine's own.</summary>
    public (StartAnswered Answer, Decoy? Decoy) Start(
        TenantState.Present tenant, TenantId id, string person, Client client, BackchannelRequest request, string message,
        string? notificationToken)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var known = Remember((id, person.ToLowerInvariant()));
            if (known.Pending is { } pending && now < pending.Until)
            {
                return pending.Client == client.Id && pending.Request.Scope == request.Scope && pending.Message == message
                    ? (Show(pending), pending)
                    : (new FellBack(FallbackReason.Pending, null, pending.Until), null);
            }

            var budget = tenant.Settings.Budget;
            var own = known.Prompts.Where(prompt => prompt.Client == client.Id);
            var blocked = budget.BlockedUntil([.. known.Prompts.Select(prompt => prompt.At)], now)
                ?? budget.OfOne().BlockedUntil([.. own.Select(prompt => prompt.At)], now);
            if (blocked is { } until)
                return (new FellBack(FallbackReason.TooManyPrompts, null, until), null);
            known.Prompts = [.. known.Prompts.Where(prompt => prompt.At > now - TimeSpan.FromDays(1)), (client.Id, now)];
            var life = TimeSpan.FromSeconds(Math.Clamp(
                request.LifeSeconds ?? tenant.Settings.ChallengeSeconds, Limits.ShortestBackchannelSeconds,
                tenant.Settings.ChallengeSeconds));
            var number = PresentedNumber.Present(tenant.Settings.NumberMode, RandomValues.Number());
            known.Pending = new(id, client.Id, ids.Decoy(id, client.Id, now + life), request, message, number, now + life,
                notificationToken);
            known.IsToTell = client.Backchannel.Delivery is Delivery.Ping or Delivery.Push;
            return (Show(known.Pending), known.Pending);
        }
    }

    /// <summary>Decoys that have ended since somebody last asked, and whose clients expect to hear of it.</summary>
    public IReadOnlyList<Decoy> Ended()
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            List<Decoy> ended = [];
            foreach (var person in _people.Values)
            {
                if (!person.IsToTell || person.Pending is not { } pending || now < pending.Until) continue;
                person.IsToTell = false;
                ended.Add(pending);
            }

            return ended;
        }
    }

    private Person Remember((TenantId Tenant, string Person) key)
    {
        if (_people.TryGetValue(key, out var known)) return known;
        if (_people.Count >= Most) _people.Remove(_order.Dequeue());
        _order.Enqueue(key);
        return _people[key] = new();
    }

    private static Prompted Show(Decoy decoy) => new(default, decoy.Number.Digits, decoy.Number.Mode, decoy.Until);

    private sealed class Person
    {
        public Decoy? Pending { get; set; }
        public bool IsToTell { get; set; }
        public ImmutableArray<(string Client, DateTimeOffset At)> Prompts { get; set; } = [];
    }
}
