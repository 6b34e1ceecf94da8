using System.Text;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Tenants;

/// <summary>Rules for where a tenant's passwords are checked.</summary>
internal static class PasswordSetting
{
    /// <summary>The way as it is to be; a place that names no secret keeps the one there is (I7: another place is another way).</summary>
    public static (Refusal? Why, TenantEvent? Change) Set(TenantState.Present tenant, TenantQuestion.SetPasswords set, DateTimeOffset now)
    {
        if (set.Way is null)
            return tenant.Passwords is null ? (null, null) : (null, new TenantEvent.PasswordsSet(null, tenant.Passwords, set.Request, now));
        var before = tenant.Passwords;
        var isSame = before?.Place.IsSame(set.Way.Place) == true;
        var place = isSame ? WithSecretOf(before!.Place, set.Way.Place) : set.Way.Place;
        if (Objection(place) is { } objection) return (objection, null);
        var way = set.Way with { Place = place, Since = isSame ? before!.Since : tenant.Changes + 1 };
        return (null, new TenantEvent.PasswordsSet(way, before, set.Request, now));
    }

    private static PasswordPlace WithSecretOf(PasswordPlace before, PasswordPlace now) => (before, now) switch
    {
        (PasswordPlace.Directory old, PasswordPlace.Directory { BindName: not null, SealedBindPassword: null } made)
            when old.BindName == made.BindName => made with { SealedBindPassword = old.SealedBindPassword },
        (PasswordPlace.Verifier old, PasswordPlace.Verifier { SealedSecret: null } made) => made with { SealedSecret = old.SealedSecret },
        _ => now,
    };

    private static Refusal? Objection(PasswordPlace place) => place switch
    {
        PasswordPlace.Here => null,
        PasswordPlace.Directory directory => IsWell(directory) ? null : Refusal.SettingOutOfRange,
        PasswordPlace.Verifier { SealedSecret: { Length: >= 1 and <= Limits.SealedSecretLength } } verifier
            when WebAddress.IsHttps(verifier.Url) => null,
        _ => Refusal.SettingOutOfRange,
    };

    /// <summary>An entry that looks for people has a password: LDAP takes a name without one for nobody (RFC 4513 5.1.2).</summary>
    private static bool IsWell(PasswordPlace.Directory directory) =>
        Ascii.IsValid(directory.Host)
        && Uri.CheckHostName(directory.Host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
        && directory.Port is >= 1 and <= 65535
        && IsText(directory.Base) && (directory.Group is null || IsText(directory.Group))
        && directory.Attribute is { Length: >= 1 and <= Limits.AttributeLength }
        && char.IsAsciiLetter(directory.Attribute[0])
        && directory.Attribute.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && (directory.BindName is null) == (directory.SealedBindPassword is null)
        && (directory.BindName is null || IsText(directory.BindName))
        && directory.SealedBindPassword is null or { Length: <= Limits.SealedSecretLength };

    /// <summary>Administrators read it again: nothing in it is unseen (T20).</summary>
    private static bool IsText(string text) =>
        text.Length > 0 && DisplayText.TryRead(text, out var read, Limits.EntryNameLength) && read == text;

    /// <summary>For the audit: no secret, and of an address its host alone.</summary>
    public static string Shown(PasswordWay? way) => way switch
    {
        null => "none",
        { Place: PasswordPlace.Directory directory } =>
            $"directory {directory.Host}, {(directory.IsTlsFromStart ? "LDAPS" : "StartTLS")}, {directory.Attribute} below {directory.Base}"
            + (directory.Group is { } group ? $", members of {group}" : ""),
        { Place: PasswordPlace.Verifier verifier } => "verifier https://" + new Uri(verifier.Url).Authority,
        _ => way.Place.Word,
    } + (way is { TakesThoseWithout: true } ? ", takes those without a phone" : "")
        + (way is { TakesSecondAttempts: false } ? ", no second attempts" : "");
}
