namespace Countersign.Deploy.Tests.Kit;

/// <summary>The tests that share <see cref="RunningImages"/>.</summary>
[CollectionDefinition(nameof(Images))]
public sealed class Images : ICollectionFixture<RunningImages>;
