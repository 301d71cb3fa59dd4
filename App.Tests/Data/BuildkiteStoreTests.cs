using AccessConsole.Core.Auditing;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class BuildkiteStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly InventoryCluster Cluster = new(Guid.NewGuid(), "Open Source", [new(Guid.NewGuid(), "deploy")]);
    private readonly IBuildkiteStore store = database.Get<IBuildkiteStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_Added_IsFoundListedAndRecorded()
    {
        var added = await AddAsync("found");
        Assert.Equal(added, await store.FindAsync(added.Id, Cancellation));
        Assert.Contains(added, await store.ListAsync(Cancellation));
        Assert.Equal($"protected for {added.Id}", added.ProtectedToken);
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"buildkite/{added.Id}"), null, 10, Cancellation));
    }

    [Fact]
    public async Task Organization_IsConnectedOnce()
    {
        await AddAsync("once");
        var second = NewConnection("once");
        Assert.Null(await store.AddAsync(second, _ => "x", id => Event($"buildkite/{id}"), Cancellation));
        Assert.Null(await store.FindAsync(second.Id, Cancellation));
        Assert.Empty(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"buildkite/{second.Id}"), null, 10, Cancellation));
    }

    [Fact]
    public async Task Connection_Removed_LosesItsTokenAndComesBackUnderItsId()
    {
        var added = await AddAsync("back");
        await store.SaveListingAsync(added.Id, Listing("one"), Noon, Cancellation);
        Assert.True(await store.RemoveAsync(added.Id, Event("removed", AuditActions.BuildkiteRemoved), Cancellation));
        Assert.False(await store.RemoveAsync(added.Id, Event("removed", AuditActions.BuildkiteRemoved), Cancellation));
        Assert.Null(await store.FindAsync(added.Id, Cancellation));
        Assert.False(await store.ReplaceTokenAsync(added.Id, "x", Event("removed"), Cancellation));
        Assert.False(await store.SaveListingAsync(added.Id, Listing(), Noon, Cancellation));
        Assert.Equal("", await database.ReadAsOwnerAsync<string>($"SELECT protected_token FROM buildkite_connections WHERE id = '{added.Id}'"));
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "removed"), null, 10, Cancellation));

        var again = await AddAsync("back");
        Assert.Equal((added.Id, null, null), (again.Id, again.ListedAt, again.OrganizationId));
        Assert.Equal("one", Assert.Single(await store.LoadPipelinesAsync(again.Id, Cancellation)).Pipeline.Slug);
    }

    [Fact]
    public async Task Listing_MarksWhatIsGoneAndWhatCameBack()
    {
        var (id, before) = ((await AddAsync("listed")).Id, Listing("one", "two"));
        Assert.True(await store.SaveListingAsync(id, before, Noon, Cancellation));
        Assert.Equal(before.Pipelines, (await store.LoadPipelinesAsync(id, Cancellation)).Select(p => p.Pipeline));

        var after = before with { Pipelines = [before.Pipelines[1] with { Slug = "renamed" }] };
        await store.SaveListingAsync(id, after, Noon.AddHours(1), Cancellation);
        Assert.Equal(new KnownPipeline(before.Pipelines[0], Noon, Noon.AddHours(1)), await store.FindPipelineAsync(id, before.Pipelines[0].Id, Cancellation));
        Assert.Equal(new KnownPipeline(after.Pipelines[0], Noon, null), await store.FindPipelineAsync(id, before.Pipelines[1].Id, Cancellation));
        await store.SaveListingAsync(id, before, Noon.AddHours(2), Cancellation);
        Assert.All(await store.LoadPipelinesAsync(id, Cancellation), p => Assert.Null(p.GoneAt));
        Assert.Null(await store.FindPipelineAsync(id, Guid.NewGuid(), Cancellation));
        Assert.Null(await store.FindPipelineAsync(Guid.NewGuid(), before.Pipelines[0].Id, Cancellation));
    }

    [Fact]
    public async Task Clusters_ThatCouldNotBeListed_AreAsLastKnown()
    {
        var id = (await AddAsync("clusters")).Id;
        await store.SaveListingAsync(id, Listing() with { Clusters = [Cluster] }, Noon, Cancellation);
        await store.SaveListingAsync(id, Listing() with { ClustersUnknown = "no scope" }, Noon.AddHours(1), Cancellation);
        var connection = (await store.FindAsync(id, Cancellation))!;
        Assert.Equal([Cluster], connection.Clusters);
        Assert.Equal("no scope", connection.ClustersUnknown);
    }

    [Fact]
    public async Task Failures_AreCountedUntilAListingOrAnotherToken()
    {
        var id = (await AddAsync("failing")).Id;
        await store.SaveFailureAsync(id, "answered 500", Noon, Cancellation);
        await store.SaveFailureAsync(id, "answered 401", Noon.AddMinutes(1), Cancellation);
        var failing = (await store.FindAsync(id, Cancellation))!;
        Assert.Equal((2, "answered 401", Noon.AddMinutes(1), null), (failing.Failures, failing.Failure, failing.TriedAt, failing.ListedAt));

        Assert.True(await store.ReplaceTokenAsync(id, "other", Event("replaced"), Cancellation));
        var replaced = (await store.FindAsync(id, Cancellation))!;
        Assert.Equal((0, null, null, "other"), (replaced.Failures, replaced.Failure, replaced.TriedAt, replaced.ProtectedToken));
        await store.SaveFailureAsync(id, "answered 500", Noon, Cancellation);
        await store.SaveListingAsync(id, Listing(), Noon.AddHours(1), Cancellation);
        Assert.Equal((0, null), ((await store.FindAsync(id, Cancellation))!.Failures, (await store.FindAsync(id, Cancellation))!.Failure));
    }

    [Fact]
    public async Task Lease_IsOneReplicasUntilItLetsGoOrEnds()
    {
        var id = Guid.NewGuid();
        await using (var held = await store.TryHoldAsync(id, Cancellation))
        {
            Assert.NotNull(held);
            Assert.Null(await store.TryHoldAsync(id, Cancellation));
            await using var other = await store.TryHoldAsync(Guid.NewGuid(), Cancellation);
            Assert.NotNull(other);
        }

        await using var next = await store.TryHoldAsync(id, Cancellation);
        Assert.NotNull(next);
        await database.ExecuteAsOwnerAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7160003");
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var taken = await store.TryHoldAsync(id, Cancellation);
                return taken is not null;
            },
            "the lock of an ended session to be free");
    }

    [Fact]
    public async Task RuntimeRole_DeletesNoConnection()
    {
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = dataSource.CreateCommand("DELETE FROM buildkite_connections");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation))).SqlState);
    }

    [Fact]
    public async Task Listing_OfTwentyThousand_IsStored()
    {
        var id = (await AddAsync("large")).Id;
        var listing = Listing([.. Enumerable.Range(0, 20_000).Select(i => $"pipeline-{i}")]);
        await store.SaveListingAsync(id, listing, Noon, Cancellation);
        await store.SaveListingAsync(id, listing with { Pipelines = [.. listing.Pipelines.Skip(1)] }, Noon.AddHours(1), Cancellation);
        var known = await store.LoadPipelinesAsync(id, Cancellation);
        Assert.Equal((20_000, 1), (known.Count, known.Count(p => p.GoneAt is not null)));
    }

    private static OrganizationListing Listing(params string[] slugs) => new()
    {
        Id = Guid.Parse("01860a1c-0000-4000-8000-000000000001"),
        Pipelines = [.. slugs.Select((slug, i) => new InventoryPipeline
        {
            Id = Guid.Parse($"0187c6a2-0000-4000-8000-{i:D12}"),
            Slug = slug,
            Name = slug,
            Tags = ["team:payments"],
            ArchivedAt = Noon,
            Source = new SourceSettings { Provider = "github", BuildsForks = true },
        })],
        Clusters = [],
    };

    private static BuildkiteConnection NewConnection(string organization) => new()
    {
        Id = Guid.CreateVersion7(),
        Organization = organization,
        Address = "https://api.buildkite.com",
        ProtectedToken = "",
        AddedAt = Noon,
        AddedBy = Ada,
    };

    private async Task<BuildkiteConnection> AddAsync(string organization) =>
        (await store.AddAsync(NewConnection(organization), id => $"protected for {id}", id => Event($"buildkite/{id}", AuditActions.BuildkiteAdded), Cancellation))!;
}
