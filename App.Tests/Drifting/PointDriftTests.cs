using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Drifting;

/// <summary>What points report, held against what was published.</summary>
public sealed class PointDriftTests
{
    private static readonly BundleScope Scope = new("production", Target.Nginx);

    private readonly Console console = new();
    private readonly FakeBundleStore bundles = new();
    private readonly BundleCatalog catalog = new(null!);
    private readonly EnforcementPoints points;
    private readonly PointDrift drift;

    public PointDriftTests()
    {
        points = new EnforcementPoints(new RolloutLedger(NullLogger<RolloutLedger>.Instance), console.Clock, NullLogger<EnforcementPoints>.Instance);
        drift = new PointDrift(points, catalog, bundles, console.Live, console.Clock);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archive_ByAKeyThatWasRetired_IsKnown()
    {
        bundles.Add(Bundle("oldest", 1), Bundle("retired", 2), Bundle("live", 3));

        Assert.Empty(await LookAsync(Point(Guid.NewGuid(), "behind") with { Labels = Label("digest", ContentDigest.Name(Bundle("retired", 2).Sha256.Span)) }));
    }

    private Task<IReadOnlyList<DriftFinding>> LookAsync(params EnforcementPoint[] reported)
    {
        Merge(reported);
        return drift.LookAsync(Cancellation);
    }

    /// <summary>A moment later, since a newer report takes the place of an older one.</summary>
    private void Merge(params EnforcementPoint[] reported)
    {
        console.Clock.Advance(TimeSpan.FromSeconds(1));
        points.Merge(reported.Select(p => p with { LastSeen = console.Clock.GetUtcNow() }));
    }

    private static ValueMap Label(string name, string value) => new([new(name, value)]);

    private static StoredBundle Bundle(string keyId, byte content) => new(Scope, 1, keyId, "content", Enumerable.Repeat(content, 32).ToArray(), new byte[] { content }, false);

    /// <summary>Runs the newest revision, at which nothing was published unless a test does.</summary>
    private static EnforcementPoint Point(Guid token, string name) =>
        new(EnforcementPoints.IdOf(token, name), token, name, Scope, 1, null, Console.Now, null, IsReplayProtected: true, ValueMap.Empty);
}
