using Countersign.SignIn;

namespace Countersign.Engine.Storage;

/// <summary>What is remembered of the decoys of one name, where several processes do.</summary>
/// <param name="Who">A hash of the name: who was asked for cannot be listed.</param>
/// <param name="Since">From then on nothing was forgotten.</param>
/// <param name="Person">The made-up person.</param>
public sealed record StoredDecoy(SecretHash Who, DateTimeOffset Since, UserState Person);
