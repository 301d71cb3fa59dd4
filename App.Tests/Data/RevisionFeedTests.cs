using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class RevisionFeedTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_FromTheStart_TellsTheNewestAtOnceAndEachNotifiedOne()
    {
        await using var services = DataServices.Build(database.ConnectionString, o => o.PollInterval = Never);
        var store = services.GetRequiredService<IPolicyStore>();
        var head = await store.PublishAsync(Put(Environment("notified")));
        await using var feed = Watch(services);

        Assert.Equal(head, await NextAsync(feed));
        var next = await store.PublishAsync(Put(Environment("notified", 1)));
        Assert.Equal(next, await NextAsync(feed));
    }

    [Fact]
    public async Task Watch_WithoutANotification_FindsTheRevisionByPolling()
    {
        await using var services = DataServices.Build(database.ConnectionString, o => o.PollInterval = TimeSpan.FromMilliseconds(50));
        await using var feed = Watch(services);
        var head = await NextAsync(feed);

        await database.ExecuteAsOwnerAsync(
            $"""
            INSERT INTO revisions (number, published_at, effective_at, author, summary, policy_digest, approvals)
            SELECT {head + 1}, published_at, effective_at, author, summary, policy_digest, approvals FROM revisions WHERE number = 0
            """);
        Assert.Equal(head + 1, await NextAsync(feed));
    }

    [Fact]
    public async Task Watch_WhileTheServerIsStoppedAndStarted_GoesOn()
    {
        await using var server = await PostgresServer.StartAsync();
        await DatabaseMigrator.MigrateAsync(server.ConnectionString, Cancellation);
        await using var services = DataServices.Build(
            DatabaseRole.Assume(server.ConnectionString), o => (o.PollInterval, o.ReconnectDelay) = (Never, TimeSpan.FromMilliseconds(50)));
        await using var feed = Watch(services);
        Assert.Equal(0, await NextAsync(feed));

        var pending = feed.MoveNextAsync().AsTask();
        await server.StopAsync();
        await Task.Delay(200, Cancellation);
        Assert.False(pending.IsCompleted);
        await server.StartAgainAsync();
        Assert.True(await pending.WaitAsync(Patience, Cancellation));
        Assert.Equal(0, feed.Current.Revision);
        var number = await services.GetRequiredService<IPolicyStore>().PublishAsync(Put(Environment("after")));
        Assert.Equal(number, await NextAsync(feed));
    }

    [Fact]
    public async Task Watch_Cancelled_Ends()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var feed = database.Get<IRevisionFeed>().WatchAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        await NextAsync(feed);
        var pending = feed.MoveNextAsync().AsTask();
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Patience, Cancellation));
    }

    private static IAsyncEnumerator<StoreNews> Watch(ServiceProvider services) =>
        services.GetRequiredService<IRevisionFeed>().WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);

    private static async Task<int> NextAsync(IAsyncEnumerator<StoreNews> feed)
    {
        Assert.True(await feed.MoveNextAsync().AsTask().WaitAsync(Patience, Cancellation));
        return feed.Current.Revision;
    }
}
