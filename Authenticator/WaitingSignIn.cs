using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;

namespace Countersign.Authenticator;

/// <summary>A sign-in that waits for this phone's answer, as fetched.</summary>
/// <param name="Nonce">128 random bits, base64url.</param>
/// <param name="Choices">What to choose from, where the mode offers choices; empty when the number is typed.</param>
/// <param name="Client">The client the sign-in was started by.</param>
/// <param name="Application">The application's name; empty when the server names none. The same goes for the next four.</param>
/// <param name="Place">Where the sign-in comes from, in words.</param>
/// <param name="Address">The network address it comes from.</param>
/// <param name="Browser">The browser, in words.</param>
/// <param name="Message">What the client wrote for the person to recognise; the client's words, not the service's (T38).</param>
/// <param name="ExpiresIn">Whole seconds that were left when the server answered; free of this device's clock.</param>
public sealed record WaitingSignIn(
    [property: JsonRequired] ChallengeId Challenge,
    [property: JsonRequired] string Nonce,
    [property: JsonRequired] NumberMode Mode,
    [property: JsonRequired] IReadOnlyList<string> Choices,
    [property: JsonRequired] string Client,
    string? Application,
    string? Place,
    string? Address,
    string? Browser,
    string? Message,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    int ExpiresIn)
{
    /// <summary>The five texts the person sees; the decision is bound to them (T7, T32).</summary>
    [JsonIgnore]
    public ShownContext Shown { get; } = new(Application ?? "", Place ?? "", Address ?? "", Browser ?? "", Message ?? "");

    /// <summary>The number of digits the person types or taps.</summary>
    [JsonIgnore]
    public int Digits => Mode.Meaning().Digits;

    /// <summary>
    /// Whether the person could have entered this number at all. A number that could not be right is not worth a prompt that
    /// it would end (S-06).
    /// </summary>
    public bool CanBe(string number) => Mode.Meaning().OffersChoices
        ? Choices.Contains(number, StringComparer.Ordinal)
        : number.Length == Digits && number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The body of <em>waiting</em>, or the data of a <c>waiting</c> event: null when nothing is waiting.</summary>
    /// <exception cref="JsonException">The bytes are no such answer.</exception>
    public static WaitingSignIn? Parse(ReadOnlySpan<byte> json) => Read(json).Waiting;

    /// <summary>The same, whole.</summary>
    internal static WaitingAnswer Read(ReadOnlySpan<byte> json)
    {
        var answer = JsonSerializer.Deserialize(json, Wire.Default.WaitingAnswer) ?? throw new JsonException("There is no answer.");
        return answer.Waiting is not { } waiting || IsWhole(waiting)
            ? answer
            : throw new JsonException("A member has an impossible value.");
    }

    private static bool IsWhole(WaitingSignIn waiting) =>
        ChallengeId.TryParse(waiting.Challenge.Value, out _) && Alphabets.IsHandle(waiting.Nonce) && waiting.Client.Length > 0
        && waiting.Mode.Meaning().OffersChoices == (waiting.Choices.Count > 0);
}
