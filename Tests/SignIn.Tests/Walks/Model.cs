namespace Countersign.SignIn.Tests.Walks;

/// <summary>The expected answer to a walk's step: the kind, and which one (a challenge, a reason, an outcome, a phone…).</summary>
internal readonly record struct Said(string Kind, int Which = 0)
{
    public static Said No(Refusal why) => new("refused", (int)why);
}

/// <summary>
/// The rules once more, told quite differently: plain fields that change, times in milliseconds, challenges by number. Small enough to be
/// believed; it predicts every answer.
/// </summary>
internal sealed class Model
{
    public const int Challenges = 64, Phones = 2;
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    // the tenant
    public bool PolicyOn = true, Targeted = true, Push = true, CheckedBefore, OthersWait;
    public int LifeSeconds = 120, WrongToLock = 3;
    public NumberMode Mode = NumberMode.Select;

    // the user and the phones
    public bool Enabled = true;
    public readonly bool[] Added = new bool[Phones], On = new bool[Phones];
    public readonly long[] Registration = new long[Phones], GivenBack = new long[Phones];
    private readonly int[] _notFor = [-1, -1];
    private readonly List<long> _codes = [];

    // the pending challenge
    public int Pending = -1, PendingBrowser, PendingRequest;
    public long Began, Ends;

    // what each challenge came to
    public readonly Outcome[] Came = new Outcome[Challenges];
    public readonly NumberMode[] ModeOf = new NumberMode[Challenges];
    private readonly int[] _browser = new int[Challenges], _request = new int[Challenges], _phone = new int[Challenges],
        _statement = new int[Challenges];
    private readonly int[] _redeemedBy = new int[Challenges], _session = new int[Challenges], _redemptions = new int[Challenges];
    private readonly bool[] _withdrawn = new bool[Challenges], _revoked = new bool[Challenges];
    private readonly long[] _endedAt = new long[Challenges];
    private readonly List<int> _remembered = [];

    private readonly List<long> _prompts = [], _wrong = [];
    private long _lockedUntil = long.MinValue;
    private readonly List<(int Id, long Until, int Challenge, int Epoch)> _sessions = [];   // of a pass: no challenge

    // what a sign-in stands on: the person, and the phone since it was last turned on
    private int _epoch;
    private readonly int[] _turnedOn = new int[Phones], _epochOf = new int[Challenges], _turnOf = new int[Challenges];

    private bool Allowed => Push && PolicyOn && Targeted;

    public bool Remembers(int challenge) => _remembered.Contains(challenge);

    /// <summary>Time passes before anything else is looked at.</summary>
    public void Pass(long now)
    {
        if (Pending >= 0 && (now >= Ends || now < Began - Minute || ModeOf[Pending] < Mode)) End(Outcome.Expired, now);
    }

    private void End(Outcome outcome, long now, int phone = -1, int statement = -1)
    {
        if (Came[Pending] != Outcome.Malformed) throw new InvalidOperationException($"challenge {Pending} ended twice");
        (Came[Pending], _phone[Pending], _statement[Pending]) = (outcome, phone, statement);
        (_browser[Pending], _request[Pending], _endedAt[Pending], _redeemedBy[Pending]) = (PendingBrowser, PendingRequest, now, -1);
        (_epochOf[Pending], _turnOf[Pending]) = (_epoch, phone < 0 ? 0 : _turnedOn[phone]);
        _remembered.RemoveAll(c => _endedAt[c] <= now - 5 * Minute);
        while (_remembered.Count > 7) _remembered.RemoveAt(0);
        _remembered.Add(Pending);
        Pending = -1;
    }

    public Said Start(int challenge, int browser, int resume, int request, long now)
    {
        if (Remembers(challenge) || _remembered.Exists(c => _request[c] == request)) return Said.No(Refusal.AlreadyDecided);
        if (Pending >= 0)
        {
            if (PendingRequest != request && PendingBrowser != resume) return OthersWait ? new("wait") : FallsBack(FallbackReason.Pending);
            PendingBrowser = browser;
            return new("prompt", Pending);
        }

        if (!PolicyOn) return FallsBack(FallbackReason.SwitchedOff);
        if (!Push) return FallsBack(FallbackReason.PushNotAllowed);
        if (!Enabled || !(On[0] || On[1])) return FallsBack(FallbackReason.NotAvailable);
        if (CheckedBefore && !Targeted) return FallsBack(FallbackReason.NotAllowedByPolicy);
        if (now < _lockedUntil) return FallsBack(FallbackReason.Locked);
        if (Within(5 * Minute, now) >= 3 || Within(Hour, now) >= 5 || Within(Day, now) >= 10)
            return FallsBack(FallbackReason.TooManyPrompts);
        _prompts.RemoveAll(at => at <= now - Day);
        _prompts.Add(now);
        (Pending, PendingBrowser, PendingRequest, Began, Ends) = (challenge, browser, request, now, now + LifeSeconds * 1000L);
        ModeOf[challenge] = Mode;
        return new("prompt", challenge);
    }

    private int Within(long window, long now)
    {
        var count = 0;
        foreach (var at in _prompts) if (at > now - window) count++;
        return count;
    }

    private static Said FallsBack(FallbackReason reason) => new("fall back", (int)reason);

    private bool Holds(int challenge, int browser) => Pending == challenge && PendingBrowser == browser;

    private bool Knows(int challenge, int browser, long now) =>
        Remembers(challenge) && _browser[challenge] == browser && now - _endedAt[challenge] <= 5 * Minute;

    public Said Observe(int challenge, int browser, long now)
    {
        if (Holds(challenge, browser)) return new("pending");
        if (!Knows(challenge, browser, now)) return Said.No(Refusal.ChallengeNotFound);
        return new(_redeemedBy[challenge] >= 0 ? "ended and redeemed" : "ended", (int)Came[challenge]);
    }

    public Said Cancel(int challenge, int browser, long now)
    {
        if (Holds(challenge, browser)) End(Outcome.Cancelled, now);
        if (!Knows(challenge, browser, now)) return Said.No(Refusal.ChallengeNotFound);
        return Came[challenge] is Outcome.Cancelled or Outcome.Expired ? new("done") : Said.No(Refusal.AlreadyDecided);
    }

    public Said UsePassword(int challenge, int browser, long now)
    {
        if (Holds(challenge, browser)) End(Outcome.Cancelled, now);
        return Knows(challenge, browser, now) ? FallsBack(FallbackReason.Requested) : Said.No(Refusal.ChallengeNotFound);
    }

    public Said Redeem(int challenge, int browser, int request, int session, long now)
    {
        if (!Knows(challenge, browser, now))
            return Said.No(Holds(challenge, browser) ? Refusal.NotApproved : Refusal.ChallengeNotFound);
        if (Came[challenge] == Outcome.NotAllowed) return Said.No(Refusal.MethodNotAllowedByPolicy);
        if (Came[challenge] != Outcome.Approved) return Said.No(Refusal.NotApproved);
        var first = _redeemedBy[challenge] < 0;
        if (!first && (_revoked[challenge] || _redeemedBy[challenge] != request))
        {
            _revoked[challenge] = true;
            EndSession(_session[challenge]);
            return Said.No(Refusal.AlreadyRedeemed);
        }

        if (!Stands(challenge, now)) return Said.No(Refusal.PhoneSignInNotEnabled);
        if (_epochOf[challenge] != _epoch) return Said.No(Refusal.ChallengeExpired);
        if (!Allowed) return Said.No(Refusal.MethodNotAllowedByPolicy);
        if (ModeOf[challenge] < Mode) return Said.No(Refusal.ChallengeExpired);
        if (!first && _session[challenge] == session && !IsOpen(session, now)) return Said.No(Refusal.AlreadyRedeemed);
        if (first || _session[challenge] != session) Collect(challenge, request, session, now);
        return new("signed in", _phone[challenge]);
    }

    /// <summary>The person may, and the phone is the one it was.</summary>
    private bool Stands(int challenge, long now) =>
        Enabled && !_withdrawn[challenge] && now >= _lockedUntil
        && On[_phone[challenge]] && _turnedOn[_phone[challenge]] == _turnOf[challenge];

    private void Collect(int challenge, int request, int session, long now)
    {
        if (_redeemedBy[challenge] >= 0) EndSession(_session[challenge]);
        if (_redeemedBy[challenge] != request && ++_redemptions[challenge] > 1)
            throw new InvalidOperationException($"challenge {challenge} redeemed twice");
        (_redeemedBy[challenge], _session[challenge]) = (request, session);
        OpenSession(session, now, challenge);
    }

    public Said Answer(Statement statement, long now)
    {
        var (phone, challenge) = (statement.Phone, statement.Challenge);
        var signed = statement.Key == Signer.Decides || (statement.Key == Signer.Asks && !statement.Approves);
        if (!Enabled || !Added[phone] || !signed) return Said.No(Refusal.DeviceProofRefused);
        if (!On[phone]) return Said.No(Refusal.PhoneSignInNotEnabled);
        if (Remembers(challenge))
        {
            if (_statement[challenge] == statement.Id) return Say(Came[challenge]);
            return Said.No(Came[challenge] switch
            {
                Outcome.Expired => Refusal.ChallengeExpired,
                Outcome.Cancelled => Refusal.SignInCancelled,
                _ => Refusal.AlreadyDecided,
            });
        }

        if (Pending != challenge || _notFor[phone] == challenge) return Said.No(Refusal.ChallengeNotFound);
        if (statement.Spliced || Math.Abs(statement.At - now) > Minute) return Said.No(Refusal.StatementMismatch);
        if (statement.Approves && !statement.Verified) return Said.No(Refusal.UserVerificationRequired);
        if (statement is { Approves: true, Tapped: Tapped.Nothing }) return Said.No(Refusal.NumberRequired);
        End(OutcomeOf(statement), now, phone, statement.Id);
        Count(Came[challenge], now);
        return Say(Came[challenge]);
    }

    private Outcome OutcomeOf(Statement statement)
    {
        if (!statement.Approves) return Outcome.Denied;
        if (statement.Tapped == Tapped.Wrong) return Outcome.WrongNumber;
        return Allowed ? Outcome.Approved : Outcome.NotAllowed;
    }

    private void Count(Outcome outcome, long now)
    {
        if (outcome == Outcome.Approved) Unlock();
        if (outcome != Outcome.WrongNumber) return;
        _wrong.RemoveAll(at => at <= now - Day);
        _wrong.Add(now);
        if (_wrong.Count < WrongToLock) return;
        _lockedUntil = now + Day;
        _epoch++;
    }

    private static Said Say(Outcome outcome) => outcome switch
    {
        Outcome.WrongNumber => Said.No(Refusal.NumberMismatch),
        Outcome.NotAllowed => Said.No(Refusal.MethodNotAllowedByPolicy),
        _ => new("decided", (int)outcome),
    };

    public Said Fetch(int phone, Signer key)
    {
        if (!Enabled || !Added[phone] || key != Signer.Asks) return Said.No(Refusal.DeviceProofRefused);
        if (!On[phone]) return Said.No(Refusal.PhoneSignInNotEnabled);
        return Pending >= 0 && _notFor[phone] != Pending && Push ? new("waiting", Pending) : new("nothing");
    }

    public void UnlockByHand()
    {
        if (_lockedUntil != long.MinValue) _epoch++;
        Unlock();
    }

    /// <summary>Strangers get no more prompts because the person had a pass.</summary>
    public void UnlockByPass()
    {
        _wrong.Clear();
        _lockedUntil = long.MinValue;
    }

    public void Unlock()
    {
        _prompts.Clear();
        _wrong.Clear();
        _lockedUntil = long.MinValue;
    }

    public void Enable(bool enabled, long now)
    {
        if (Enabled == enabled) return;
        Enabled = enabled;
        _epoch++;
        if (enabled) return;
        if (Pending >= 0) End(Outcome.Cancelled, now);
        _sessions.Clear();
        Withdraw(0);
        Withdraw(1);
    }

    public Said EnablePhone(int phone, long? registration)
    {
        if (!Enabled || !Added[phone]) return Said.No(Refusal.DeviceProofRefused);
        if (!Push) return Said.No(Refusal.PushNotAllowed);
        if (registration is null || (!On[phone] && registration <= GivenBack[phone])) return Said.No(Refusal.DeviceNotRegistered);
        if (On[phone]) return new("done");
        (On[phone], Registration[phone], _notFor[phone]) = (true, registration.Value, Pending);
        _turnedOn[phone]++;
        return new("done");
    }

    public Said DisablePhone(int phone, long now)
    {
        if (!Enabled || !Added[phone]) return Said.No(Refusal.DeviceProofRefused);
        if (On[phone]) (On[phone], GivenBack[phone]) = (false, Registration[phone]);
        Withdraw(phone);
        Abandon(now);
        return new("removed", (int)GivenBack[phone]);
    }

    public Said RemoveMethod(int phone, long now)
    {
        if (!Added[phone]) return Said.No(Refusal.MethodNotFound);
        var answer = new Said("removed", (int)(On[phone] ? Registration[phone] : GivenBack[phone]));
        (Added[phone], On[phone], GivenBack[phone]) = (false, false, 0);
        Withdraw(phone);
        Abandon(now);
        return answer;
    }

    /// <summary>Nobody is left to answer.</summary>
    private void Abandon(long now)
    {
        if (Pending >= 0 && !On[0] && !On[1]) End(Outcome.Cancelled, now);
    }

    public Said IssueCode(long now)
    {
        if (!Push) return Said.No(Refusal.PushNotAllowed);
        if (_codes.Count(at => at > now - Hour) >= 5) return Said.No(Refusal.TooManyCodes);
        _codes.RemoveAll(at => at <= now - Hour);
        _codes.Add(now);
        return new("done");
    }

    public void Activate(int phone, long now)
    {
        if (On[phone]) GivenBack[phone] = Registration[phone] - 1;
        (Added[phone], On[phone]) = (true, false);
        Withdraw(phone);
        Abandon(now);
    }

    private void Withdraw(int phone)
    {
        foreach (var challenge in _remembered) _withdrawn[challenge] |= _phone[challenge] == phone;
    }

    public void OpenSession(int session, long now, int challenge = -1)
    {
        _sessions.RemoveAll(s => s.Until <= now);
        while (_sessions.Count > 4) _sessions.RemoveAt(0);
        _sessions.Add((session, now + Hour, challenge, challenge < 0 ? _epoch : _epochOf[challenge]));
    }

    public void EndSession(int session) => _sessions.RemoveAll(s => s.Id == session);

    public bool IsOpen(int session, long now) => _sessions.Exists(s =>
        s.Id == session && now < s.Until && Enabled && s.Epoch == _epoch
        && (s.Challenge < 0 || (Stands(s.Challenge, now) && Allowed && ModeOf[s.Challenge] >= Mode)));
}

internal enum Signer { Decides, Asks, Foreign }

internal enum Tapped { Right, Wrong, Nothing }

/// <summary>A phone's statement, in the model's words.</summary>
internal sealed record Statement(int Id, int Phone, int Challenge, bool Approves, Tapped Tapped, bool Verified, bool Spliced, Signer Key,
    long At);
