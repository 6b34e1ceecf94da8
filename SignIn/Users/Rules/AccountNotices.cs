using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Enrolment;
using Countersign.SignIn.Users.Passwords;
using Countersign.SignIn.Users.Sessions;

namespace Countersign.SignIn.Users.Rules;

/// <summary>
/// Tells a user's phones of changes that somebody else may have made (A7, T29): in the commit of the change, to every phone that is set up,
/// also as a second factor alone, but the one it is about, until the person has seen it there or thirty days are over.
/// </summary>
public static class AccountNotices
{
    public static bool IsNews(UserEvent happened) => Describe(happened) is not null;

    /// <summary>T29: what the tenant is owed for it, where it has a webhook, so that both are durable together.</summary>
    internal static UserRuling Owe(UserState before, UserRuling ruling, TenantState tenant)
    {
        if (ruling.Events.IsEmpty || tenant is not TenantState.Present { Settings.SecurityWebhook: not null }) return ruling;
        foreach (var happened in ruling.Events)
        {
            if (Describe(happened) is not var (kind, device, name)) continue;
            var phone = name ?? (before is UserState.Present user ? NameOf(user, device) : "");
            ruling = ruling with { Events = ruling.Events.Add(new TenantIsOwed(kind, phone, happened.At)) };
        }

        return ruling;
    }

    /// <summary>The user after the event, with what there is to tell.</summary>
    internal static UserState.Present Tell(UserState.Present before, UserState.Present after, UserEvent happened)
    {
        var kept = Standing(after, happened.At);
        if (Describe(happened) is not var (kind, device, name) || IsPartOfSettingUp(before, kind, device))
            return kept.Length == (after.Notices ?? []).Length ? after : after with { Notices = kept };
        var told = after.Authenticators.Where(a => a.Device != device).Select(a => a.Device).ToArray();
        if (told.Length == 0) return after with { Notices = kept };
        var notice = new AccountNotice(
            after.LastNotice + 1, kind, device, name ?? NameOf(before, device), happened.At, [.. told]);
        // The same about the same phone once more is one notice, so that nobody can push another out of the list with it.
        var others = kept.Where(other => other.Kind != kind || other.Device != device);
        return after with { LastNotice = notice.Number, Notices = [.. others.TakeLast(Limits.NoticesPerUser - 1), notice] };
    }

    /// <summary>The notices that somebody still has to see.</summary>
    private static System.Collections.Immutable.ImmutableArray<AccountNotice> Standing(UserState.Present user, DateTimeOffset now) =>
        user.Notices is not { Length: > 0 } notices
            ? []
            : [.. notices.Select(notice => notice with { Unseen = [.. notice.Unseen.Where(device => user.Find(device) is not null)] })
                .Where(notice => notice.Unseen.Length > 0 && now - notice.At < Limits.NoticeLife)];

    private static string NameOf(UserState.Present user, DeviceId? device) => device is { } of ? user.Find(of)?.Name ?? "" : "";

    /// <summary>Null for what is no news; no name where the phone's is to be looked up.</summary>
    private static (NoticeKind Kind, DeviceId? Device, string? Name)? Describe(UserEvent happened) => happened switch
    {
        DeviceActivated activated => (NoticeKind.PhoneAdded, activated.Authenticator.Device, activated.Authenticator.Name),
        MethodRemoved removed => (NoticeKind.PhoneRemoved, removed.Authenticator.Device, removed.Authenticator.Name),
        PhoneSignInEnabled enabled => (NoticeKind.PhoneSignInEnabled, enabled.Device, null),
        PhoneSignInDisabled disabled => (NoticeKind.PhoneSignInDisabled, disabled.Device, null),
        TemporaryPassUsed => (NoticeKind.PassUsed, null, ""),
        PasswordSet => (NoticeKind.PasswordSet, null, ""),
        RecoveryCodesIssued => (NoticeKind.RecoveryCodesIssued, null, ""),
        SecretSessionOpened { Code: not null } => (NoticeKind.RecoveryCodeUsed, null, ""),
        _ => null,
    };

    /// <summary>Enabling a phone that was told of when it was set up, a moment ago, says nothing new.</summary>
    private static bool IsPartOfSettingUp(UserState.Present before, NoticeKind kind, DeviceId? device) =>
        kind == NoticeKind.PhoneSignInEnabled
        && (before.Notices ?? []).Any(notice => notice.Kind == NoticeKind.PhoneAdded && notice.Device == device);
}
