using AccessConsole.Components.Pages.Rollout;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class ArrivalTests
{
    private static readonly Revision Seventh = new(7, Console.Now, Console.Now, Console.Alice.Actor, "Change", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []);

    [Fact]
    public void OnlyPointsWhoseBundleItChanged_AreCounted() =>
        Assert.Equal(new Arrival(2, 1, TimeSpan.FromSeconds(9)), Arrival.Of(Seventh, [Point(7, 7, 9), Point(7, 6, 0), Point(6, 6, 0), Point(null, null, 0)]));

    [Fact]
    public void Slowest_IsTheLastOfThoseThatRunIt_AndNeverBeforeThePublish()
    {
        Assert.Equal(TimeSpan.FromSeconds(40), Arrival.Of(Seventh, [Point(7, 7, 9), Point(7, 7, 40), Point(7, 7, -3)]).Slowest);
        Assert.Equal(TimeSpan.Zero, Arrival.Of(Seventh, [Point(7, 7, -3)]).Slowest);
        Assert.Null(Arrival.Of(Seventh, [Point(7, null, 0)]).Slowest);
    }

    [Fact]
    public void NobodyConcerned_IsComplete() => Assert.True(Arrival.Of(Seventh, [Point(6, 5, 0)]).IsComplete);

    private static PointRow Point(int? wanted, int? runs, int seconds) => new(
        new EnforcementPoint(
            Guid.NewGuid(), Guid.NewGuid(), "one", new BundleScope("production", Target.Nginx), runs, runs is null ? null : Console.Now.AddSeconds(seconds), Console.Now, null, true, ValueMap.Empty),
        wanted,
        IsStale: false);
}
