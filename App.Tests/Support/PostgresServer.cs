using AccessConsole.Data.Embedded;
using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

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

        public override ValueTask DisposeAsync() => container.DisposeAsync();
    }

    private sealed class EmbeddedServer(TemporaryDirectory directory, EmbeddedPostgres first) : PostgresServer
    {
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

        public override async ValueTask DisposeAsync()
        {
            if (running is not null)
                await running.DisposeAsync();
            directory.Dispose();
        }

        private static EmbeddedPostgresOptions Options(TemporaryDirectory directory) => new() { DataDirectory = directory.Path, IsDurable = false };
    }
}
