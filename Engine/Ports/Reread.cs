namespace Countersign.Engine.Ports;

/// <summary>A row that was known and is read again.</summary>
/// <param name="IsSame">It still has the version that was known; there is no more to tell.</param>
/// <param name="Row">Otherwise the row as it is now, or null when it is absent.</param>
public readonly record struct Reread(bool IsSame, Row? Row);
