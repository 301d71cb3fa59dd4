using System.Diagnostics;
using System.Globalization;
using AccessConsole.Data.Embedded;
using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>A PostgreSQL that tests may stop and start.</summary>
public abstract class PostgresServer : IAsyncDisposable
{
    /// <summary>As a superuser. It stays the same when the server is started again.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>A server of the test's own: in a container where a Docker engine answers, else from the machine's binaries.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        try
        {
            return await ContainerServer.StartNewAsync();
        }
        catch (DockerUnavailableException)
        {
            return await EmbeddedServer.StartNewAsync();
        }
    }

    public abstract Task StopAsync();

    public abstract Task StartAgainAsync();

    /// <summary>Lets every process of it stand still: it takes connections, and answers nothing. To be undone before it is stopped.</summary>
    public abstract Task HangAsync();

    public abstract Task GoOnAsync();

    public abstract ValueTask DisposeAsync();

    private sealed class ContainerServer(PostgreSqlContainer container) : PostgresServer
    {
        public override string ConnectionString => container.GetConnectionString();

        public static async Task<PostgresServer> StartNewAsync()
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
            await container.StartAsync();
            return new ContainerServer(container);
        }

        public override Task StopAsync() => container.StopAsync();

        public override Task StartAgainAsync() => container.StartAsync();

        public override Task HangAsync() => container.PauseAsync();

        public override Task GoOnAsync() => container.UnpauseAsync();

        public override ValueTask DisposeAsync() => container.DisposeAsync();
    }

    private sealed class EmbeddedServer(TemporaryDirectory directory, EmbeddedPostgres first) : PostgresServer
    {
        private readonly HashSet<int> standing = [];
        private EmbeddedPostgres? running = first;

        public override string ConnectionString { get; } = first.ConnectionString;

        public static async Task<PostgresServer> StartNewAsync()
        {
            var directory = TemporaryDirectory.Create();
            return new EmbeddedServer(directory, await EmbeddedPostgres.StartAsync(Options(directory), CancellationToken.None));
        }

        public override async Task StopAsync()
        {
            await running!.DisposeAsync();
            running = null;
        }

        public override async Task StartAgainAsync() => running = await EmbeddedPostgres.StartAsync(Options(directory), CancellationToken.None);

        public override async Task HangAsync()
        {
            var postmaster = (await File.ReadAllLinesAsync(Path.Combine(directory.Path, "cluster", "postmaster.pid")))[0];
            standing.Add(int.Parse(postmaster, CultureInfo.InvariantCulture));
            await SignalAsync("STOP", standing);
            // Only then, since it starts no more of them.
            var children = (await RunAsync("ps", "-A", "-o", "pid=,ppid=")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(process => process[1] == postmaster)
                .Select(process => int.Parse(process[0], CultureInfo.InvariantCulture)).ToArray();
            standing.UnionWith(children);
            await SignalAsync("STOP", children);
        }

        public override async Task GoOnAsync()
        {
            await SignalAsync("CONT", standing);
            standing.Clear();
        }

        public override async ValueTask DisposeAsync()
        {
            if (standing.Count > 0)
                await GoOnAsync();
            if (running is not null)
                await running.DisposeAsync();
            directory.Dispose();
        }

        private static async Task SignalAsync(string signal, IEnumerable<int> processes) =>
            await RunAsync("kill", [$"-{signal}", .. processes.Select(process => process.ToString(CultureInfo.InvariantCulture))]);

        private static async Task<string> RunAsync(string command, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return output;
        }

        private static EmbeddedPostgresOptions Options(TemporaryDirectory directory) => new() { DataDirectory = directory.Path, IsDurable = false };
    }
}
