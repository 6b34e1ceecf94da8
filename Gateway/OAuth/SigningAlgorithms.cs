using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>The algorithms of signatures and their registered words (RFC 7518 3.1): the one list of them (J1, J2).</summary>
internal static class SigningAlgorithms
{
    /// <summary>Those that tokens of ours are signed with.</summary>
    public static readonly string[] All = ["RS256", "ES256", "PS256"];

    /// <summary>Those that clients may sign with: assertions, requests, DPoP proofs.</summary>
    public static readonly string[] OfClients = ["ES256", "PS256"];

    public static string WordOf(SigningAlgorithm algorithm) => algorithm switch
    {
        SigningAlgorithm.RS256 => "RS256",
        SigningAlgorithm.PS256 => "PS256",
        SigningAlgorithm.ES256 => "ES256",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Null for what is none of them.</summary>
    public static SigningAlgorithm? Parse(string? word) => word switch
    {
        "RS256" => SigningAlgorithm.RS256,
        "ES256" => SigningAlgorithm.ES256,
        "PS256" => SigningAlgorithm.PS256,
        _ => null,
    };
}
