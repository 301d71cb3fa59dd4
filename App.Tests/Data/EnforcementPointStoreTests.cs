using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class EnforcementPointStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IEnforcementPointStore store = database.Get<IEnforcementPointStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_OfManyPointsInOneWrite_IsReadBackTheSame()
    {
        var points = Enumerable.Range(0, 2000).Select(i => Point("many") with { Error = i % 2 == 0 ? null : $"error {i}", Revision = i == 7 ? null : 3 })
            .OrderBy(p => p.Id).ToList();
        await store.SaveAsync(points, Cancellation);

        var first = await store.ListAsync("many", Noon.AddSeconds(-1), null, 500, Cancellation);
        var rest = await store.ListAsync("many", Noon.AddSeconds(-1), first[^1].Id, 5000, Cancellation);
        Assert.Equal(points, first.Concat(rest));
        Assert.Empty(await store.ListAsync("many", Noon, null, 10, Cancellation));
    }

    [Fact]
    public async Task Report_OfOnePointTwiceInOneWrite_IsItsNewest()
    {
        var point = Point("twice");
        await store.SaveAsync([point with { LastSeen = Noon.AddMinutes(1), Error = "new" }, point with { Error = "old" }], Cancellation);
        await store.SaveAsync([point with { Error = "late" }], Cancellation);
        Assert.Equal("new", Assert.Single(await store.ListAsync("twice", DateTimeOffset.UnixEpoch, null, 10, Cancellation)).Error);
    }

    [Fact]
    public async Task Publish_AfterARestore_GoesAboveEveryReportedRevision()
    {
        var point = Point("restored");
        await store.SaveAsync([point with { Revision = 5000 }], Cancellation);
        await store.SaveAsync([Point("lying") with { Revision = int.MaxValue }], Cancellation);
        await store.SaveAsync([point with { Revision = 4, LastSeen = Noon.AddMinutes(1) }], Cancellation);

        Assert.Equal(5000, await store.HighestReportedRevisionAsync(Cancellation));
        var policies = database.Get<IPolicyStore>();
        Assert.Equal(5001, await policies.PublishAsync(Put(Environment("restored"))));
        Assert.Equal(5002, await policies.PublishAsync(Put(Environment("restored", 1))));
    }

    private static EnforcementPoint Point(string environment) => new(
        Guid.NewGuid(), Guid.NewGuid(), "gateway", new BundleScope(environment, Target.Nginx, "web"), 3, Noon, Noon, null, true,
        new ValueMap([new("zone", "a")]));
}
