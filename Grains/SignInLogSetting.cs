using Microsoft.Extensions.Configuration;

namespace Countersign.Grains;

/// <summary><c>Countersign:SignInLog</c>, of gateways and silos alike.</summary>
public static class SignInLogSetting
{
    /// <summary>Whether sign-ins are told to the sign-in log.</summary>
    /// <exception cref="FormatException">It is neither on nor off.</exception>
    public static bool Find(IConfigurationSection section) => (section["SignInLog"] ?? "on") switch
    {
        "on" => true,
        "off" => false,
        _ => throw new FormatException("Countersign:SignInLog is neither 'on' nor 'off'."),
    };
}
