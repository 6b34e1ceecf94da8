namespace Countersign.SignIn.Tests;

/// <summary>Invariants of every state and of every step, whatever led to it.</summary>
internal static class Sound
{
    public static void Check(UserState state)
    {
        if (state is not UserState.Present user) return;
        if (user.Slot is Slot.Waiting waiting) Check(user, waiting);
        foreach (var settled in user.Settled) Check(user, settled);
        That(user.Settled.Length <= Limits.SettledKept, "no more ended challenges than are kept");
        That(user.Sessions.Length <= Limits.SessionsPerUser && Distinct(user.Sessions, s => s.Hash), "sessions are few and differ");
        That(user.Enabled || user.Sessions.IsEmpty, "a disabled user has no session (I7)");
        That(user.Authenticators.Length <= Limits.DevicesPerUser && Distinct(user.Authenticators, a => a.Device),
            "devices are few and differ");
        That(user.Enrolment.Code is not { WrongTries: not 0 }, "nobody's guesses are counted against a code (T37)");
        That(user.Enrolment.CodesIssued.Length <= Limits.ActivationCodesPerHour, "codes are few");
        That(user.Proofs.Length <= Limits.ProofsRemembered && Distinct(user.Proofs, p => p.Jti), "proofs are few and differ (T22)");
        That(user.Prompts.Unapproved.Length <= Limits.MostPromptsInADay, "prompts are counted in bounds (I17)");
    }

    private static void Check(UserState.Present user, Slot.Waiting waiting)
    {
        That(user.Enabled, "a disabled user is asked nothing (I7)");
        That(user.Settled.All(s => s.Id != waiting.Id), "what is decided is not pending (I2, I22)");
        That(waiting.ExpiresAt - waiting.StartedAt <= Limits.LongestChallengeLife, "no challenge outlives ten minutes (N2)");
        var number = waiting.Number;
        That(number.Digits.Length == (number.Mode == NumberMode.Enter6 ? 6 : 2), "the number has its length");
        That(number.Mode == NumberMode.Select
            ? number.Choices.Length == Limits.ChoiceCount && number.Choices.Contains(number.Digits)
            : number.Choices.IsEmpty, "choices are for tapping only (I16)");
    }

    private static void Check(UserState.Present user, Settled settled)
    {
        That(user.Settled.Count(s => s.Id == settled.Id) == 1, "a challenge ends once (I2)");
        That(settled.Ending is Ending.Expired or Ending.Cancelled == settled.Ending.ByDevice is null,
            "a device or time or its browser ended it");
    }

    /// <summary>Limits on the changes of one command: I2, I4, I5, I18.</summary>
    public static void CheckStep(UserState before, ImmutableArray<UserEvent> happened, UserState after, DateTimeOffset now)
    {
        var (earlier, later) = (before as UserState.Present, after as UserState.Present);
        if (earlier?.Slot is Slot.Waiting waiting && (later?.Slot as Slot.Waiting)?.Id != waiting.Id)
            That(happened.OfType<ChallengeSettled>().Count(s => s.Challenge.Id == waiting.Id) == 1,
                "what is no longer pending has ended once (I18)");
        foreach (var one in happened)
        {
            if (one is ChallengeSettled { Ending: Ending.Approved approved } settled)
                CheckApproval(earlier!, settled, approved, now);
            if (one is ChallengeRedeemed redeemed) CheckRedemption(redeemed);
        }

        if (earlier is null || later is null) return;
        foreach (var old in earlier.Settled)
        {
            if (Find(later, old.Id) is { } same) That(same.Ending.GetType() == old.Ending.GetType(), "an ending is for good (I2)");
        }
    }

    private static Settled? Find(UserState.Present user, ChallengeId challenge)
    {
        foreach (var settled in user.Settled)
        {
            if (settled.Id == challenge) return settled;
        }

        return null;
    }

    private static void CheckApproval(UserState.Present user, ChallengeSettled settled, Ending.Approved approved,
        DateTimeOffset now)
    {
        var authenticator = user.Find(approved.Answered.Device);
        var mayAnswer = authenticator?.PhoneSignIn is PhoneSignIn.On || settled.Challenge.First is not null;   // S-58
        That(mayAnswer && authenticator?.DecisionKey.Thumbprint == approved.Answered.Key,
            "approved by a key that stands (I4)");
        That(user.Slot is Slot.Waiting waiting && waiting.Id == settled.Challenge.Id && now < waiting.ExpiresAt,
            "approved while pending and in time (I4, I9)");
        That(user.Enabled && settled.Statement is not null, "approved for an enabled user, the statement kept (I7, T32)");
    }

    private static void CheckRedemption(ChallengeRedeemed redeemed)
    {
        var approved = redeemed.Challenge.Ending as Ending.Approved;
        That(approved is { Withdrawn: false } && approved.Redemption is not { Revoked: true },
            "redeemed what was approved and still stands (I5, I7)");
        That(approved!.Redemption is null || approved.Redemption.Request == redeemed.Redemption.Request, "redeemed by one request (I5)");
    }

    private static bool Distinct<T, TKey>(ImmutableArray<T> items, Func<T, TKey> key) =>
        items.Length < 2 || items.Select(key).Distinct().Count() == items.Length;

    private static void That(bool holds, string what)
    {
        if (!holds) Assert.Fail("Broken: " + what);
    }
}
