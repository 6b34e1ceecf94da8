namespace Countersign.SignIn.Users.Passwords;

/// <summary>
/// How many attempts at a person's password or recovery codes are looked at (N6). All strangers together have a few in an hour and a day;
/// each browser that the person has signed in with, and each place the person signed in from lately, has as many of its own, so that
/// strangers' guesses keep nobody out of their own account (T3).
/// </summary>
internal static class SecretBudget
{
    /// <summary>What the attempt counts against, and when there is room for one; null: now.</summary>
    public static (SecretHash? By, DateTimeOffset? RetryAt) Find(UserState.Present user, Initiator? initiator, DateTimeOffset now)
    {
        var by = ShareOf(user, initiator?.Since(user.BrowsersSince), now);
        var times = (user.Secrets ?? Secrets.None).Tries.Where(one => one.By == by).Select(one => one.At).Order().ToArray();
        var hour = Until(times, now, TimeSpan.FromHours(1), Limits.SecretTriesInAnHour);
        var day = Until(times, now, TimeSpan.FromDays(1), Limits.SecretTriesInADay);
        return (by, hour > day || day is null ? hour : day);
    }

    private static SecretHash? ShareOf(UserState.Present user, Initiator? initiator, DateTimeOffset now)
    {
        if (initiator?.Browser is { } browser) return browser;
        return initiator?.Source is { } source && user.Prompts.Initiators?.Familiar is { } familiar
            && familiar.Any(one => one.Source == source && one.At > now - Limits.FamiliarLife)
            ? source
            : null;
    }

    private static DateTimeOffset? Until(DateTimeOffset[] times, DateTimeOffset now, TimeSpan window, int most)
    {
        var within = times.Where(at => at > now - window).ToArray();
        return within.Length < most ? null : within[^most] + window;
    }
}
