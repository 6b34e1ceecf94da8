using System.Text.Json;
using Countersign.Gateway.Outbound;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SignIn;

namespace Countersign.Gateway.Waking;

/// <summary>The push transports that an operator has (docs/push.md).</summary>
/// <param name="WebPush">Whether browsers are woken.</param>
/// <param name="Contact">
/// Of whoever runs this service, for push services: <c>mailto:</c> or an https address. Null: its public address, where that is https.
/// </param>
/// <param name="Fcm">Null: no phone is woken by FCM.</param>
/// <param name="Apns">Null: no phone is woken by APNs.</param>
public sealed record WakingSettings(bool WebPush, string? Contact, FcmSettings? Fcm, ApnsSettings? Apns)
{
    public static readonly WakingSettings Default = new(true, null, null, null);

    /// <summary>The section <c>Countersign</c>, over the defaults.</summary>
    /// <exception cref="FormatException">A value is not what it must be; the message names it and holds no secret.</exception>
    public static WakingSettings From(IConfigurationSection section, OutboundSettings outbound)
    {
        var isOn = (section["Push:WebPush"] ?? "on") switch
        {
            "on" => true,
            "off" => false,
            _ => throw new FormatException("Countersign:Push:WebPush is neither 'on' nor 'off'."),
        };
        var contact = section["Push:Contact"];
        if (contact is not null && !IsContact(contact))
            throw new FormatException("Countersign:Push:Contact is neither mailto: with an address nor an https address.");
        return new(isOn, contact, FcmSettings.From(section, outbound), ApnsSettings.From(section, outbound));
    }

    /// <summary>No member: some are secret.</summary>
    public override string ToString() => nameof(WakingSettings);

    /// <summary>It is written between quotation marks by somebody else's code, so it has none.</summary>
    private static bool IsContact(string text) =>
        text.AsSpan().IndexOfAny('"', '\\') < 0
        && (WebAddress.IsHttps(text)
            || (text.StartsWith("mailto:", StringComparison.Ordinal) && text.Contains('@') && text.All(c => c is > ' ' and < (char)127)));

    /// <exception cref="FormatException">See <see cref="From"/>.</exception>
    internal static Uri Address(IConfigurationSection section, string name, string otherwise, OutboundSettings outbound)
    {
        var text = (section[name] ?? otherwise).TrimEnd('/');
        return OutboundHttp.IsCallable(text, outbound)
            ? new(text)
            : throw new FormatException($"Countersign:{name} is not an https address that may be called (docs/push.md).");
    }
}

/// <summary>A Firebase project.</summary>
/// <param name="Email">Of the service account.</param>
/// <param name="Key">Its private key, PEM.</param>
/// <param name="TokenAddress">Where it gets its access tokens.</param>
/// <param name="Address">Where messages are sent.</param>
public sealed record FcmSettings(string Project, string Email, string Key, Uri TokenAddress, Uri Address)
{
    private const string Setting = "Push:Fcm:Account";

    /// <summary>No member: one is secret.</summary>
    public override string ToString() => nameof(FcmSettings);

    /// <exception cref="FormatException">See <see cref="WakingSettings.From"/>.</exception>
    internal static FcmSettings? From(IConfigurationSection section, OutboundSettings outbound)
    {
        if (SecretSetting.Find(section, Setting) is not { } account) return null;
        var address = WakingSettings.Address(section, "Push:Fcm:Address", "https://fcm.googleapis.com", outbound);
        try
        {
            using var json = JsonDocument.Parse(account);
            string Text(string member) => json.RootElement.GetProperty(member).GetString() ?? throw new KeyNotFoundException();
            var project = Text("project_id");
            var token = Text("token_uri");
            if (project.Length > 0 && project.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.')
                && OutboundHttp.IsCallable(token, outbound))
                return new(project, Text("client_email"), Text("private_key"), new(token), address);
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Nothing of the file goes into the message.
        }

        throw new FormatException($"Countersign:{Setting} is not the JSON of a Google service account.");
    }
}

/// <summary>An app at Apple.</summary>
/// <param name="Key">The private key of the provider's tokens, PEM (a <c>.p8</c> file).</param>
/// <param name="KeyId">Ten characters, by which Apple knows the key.</param>
/// <param name="TeamId">Ten characters, by which Apple knows the developer.</param>
/// <param name="Topic">The app's bundle id.</param>
public sealed record ApnsSettings(string Key, string KeyId, string TeamId, string Topic, Uri Address)
{
    /// <summary>No member: one is secret.</summary>
    public override string ToString() => nameof(ApnsSettings);

    /// <exception cref="FormatException">See <see cref="WakingSettings.From"/>.</exception>
    internal static ApnsSettings? From(IConfigurationSection section, OutboundSettings outbound)
    {
        if (SecretSetting.Find(section, "Push:Apns:Key") is not { } key) return null;
        var address = WakingSettings.Address(section, "Push:Apns:Address", "https://api.push.apple.com", outbound);
        var settings = new ApnsSettings(
            key, Word(section, "Push:Apns:KeyId"), Word(section, "Push:Apns:TeamId"), Word(section, "Push:Apns:Topic"), address);
        ApnsToken.Import(key).Dispose();
        return settings;
    }

    private static string Word(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 and <= 200 } text && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            ? text
            : throw new FormatException($"Countersign:{name} is missing, or has other characters than letters, digits, dots and hyphens.");
}
