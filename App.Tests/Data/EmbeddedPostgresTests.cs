using System.Diagnostics;
using System.Globalization;
using AccessConsole.Data.Embedded;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Data;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EmbeddedPostgresOptions Options => new() { DataDirectory = Path.Combine(directory.Path, "it's data"), IsDurable = false };

    private string PostmasterFile => Path.Combine(Options.DataDirectory, "cluster", "postmaster.pid");

    [Fact]
    public async Task Server_StoppedAndStarted_KeepsItsDataAndAddress()
    {
        var first = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(first, "CREATE TABLE kept (id int)");
        await first.DisposeAsync();
        Assert.False(File.Exists(PostmasterFile));

        await using var second = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(second, "INSERT INTO kept VALUES (1)");
        Assert.Equal(first.ConnectionString, second.ConnectionString);
    }

    [Fact]
    public async Task Server_Killed_StartsAgain()
    {
        var killed = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(killed, "CREATE TABLE kept (id int)");
        using (var postmaster = Process.GetProcessById(await ReadProcessIdAsync()))
            postmaster.Kill();
        await killed.DisposeAsync();

        await using var next = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(next, "INSERT INTO kept VALUES (1)");
    }

    [Fact]
    public async Task Server_WhosePidFileNamesAnotherProcess_StartsAndLeavesThatProcessAlone()
    {
        await (await EmbeddedPostgres.StartAsync(Options, Cancellation)).DisposeAsync();
        using var bystander = Process.Start("sleep", "60");
        await File.WriteAllTextAsync(PostmasterFile, $"{bystander.Id}\n", Cancellation);

        await using (var server = await EmbeddedPostgres.StartAsync(Options, Cancellation))
            await ExecuteAsync(server, "SELECT 1");
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task Server_StillRunningAfterItsConsoleDied_IsReplaced()
    {
        var left = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(left, "CREATE TABLE kept (id int)");
        var former = await ReadProcessIdAsync();
        // What the system does when the console dies.
        left.Abandon();

        await using var next = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await ExecuteAsync(next, "INSERT INTO kept VALUES (1)");
        Assert.NotEqual(former, await ReadProcessIdAsync());
    }

    [Fact]
    public async Task Directory_InUse_IsRefused()
    {
        await using var running = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options, Cancellation));
        Assert.Contains("another console uses", refused.Message, StringComparison.Ordinal);
        await ExecuteAsync(running, "SELECT 1");
    }

    [Fact]
    public async Task Directory_OfAnUnknownVersion_IsRefusedWithTheRemedy()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(Options.DataDirectory, "cluster")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cluster, "PG_VERSION"), "7\n", Cancellation);
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options, Cancellation));
        Assert.StartsWith("PostgreSQL 7, which the data directory was made with, was not found", refused.Message, StringComparison.Ordinal);
        Assert.Contains("`ConnectionStrings__Access`", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();

    private async Task<int> ReadProcessIdAsync() =>
        int.Parse((await File.ReadAllLinesAsync(PostmasterFile, Cancellation))[0], CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
