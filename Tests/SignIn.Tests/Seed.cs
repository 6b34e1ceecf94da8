using System.Globalization;

namespace Countersign.SignIn.Tests;

/// <summary>The seed of everything random in these tests: always the same, unless <c>COUNTERSIGN_SEED</c> says otherwise.</summary>
internal static class Seed
{
    public static readonly int Value = int.TryParse(
        Environment.GetEnvironmentVariable("COUNTERSIGN_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : 20260302;
}
