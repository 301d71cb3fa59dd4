using Npgsql;

namespace AccessConsole.Data.Embedded;

/// <summary>
/// A private PostgreSQL from the machine's own binaries, on a Unix socket that only its account may reach. It is stopped when disposed;
/// where the console was killed, the next start stops what it left running and goes on with the same data.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "access";
    private const string Database = "access";
    private const string MaintenanceDatabase = "postgres";

    private readonly ServerProcess process;
    private readonly FileStream directoryLock;

    private EmbeddedPostgres(ServerProcess process, FileStream directoryLock, string connectionString)
    {
        this.process = process;
        this.directoryLock = directoryLock;
        ConnectionString = connectionString;
    }

    /// <summary>To the database <c>access</c> as its owner, for migrations; see <see cref="DatabaseRole.Assume"/> for the rest.</summary>
    public string ConnectionString { get; }

    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says what to change.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("there is no private PostgreSQL on Windows: set `ConnectionStrings__Access` to a database");
        var directory = new ServerDirectory(Path.GetFullPath(options.DataDirectory));
        Directory.CreateDirectory(directory.Root);
        var directoryLock = await ServerLock.TakeAsync(directory.Lock, cancellationToken);
        try
        {
            var process = await PrepareAsync(directory, options, cancellationToken);
            await process.StartAsync(cancellationToken);
            var connectionString = await CreateDatabaseAsync(process.SocketDirectory, cancellationToken);
            return new EmbeddedPostgres(process, directoryLock, connectionString);
        }
        catch
        {
            await directoryLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends open sessions and stops the server, with everything committed on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(CancellationToken.None);
        await directoryLock.DisposeAsync();
    }

    /// <summary>Lets go of the directory and leaves the server running, as a console does that is killed.</summary>
    internal void Abandon() => directoryLock.Dispose();

    private static async Task<ServerProcess> PrepareAsync(
        ServerDirectory directory, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var account = ServerAccount.Choose();
        await account.RequireAccessAsync(directory.Root, cancellationToken);
        var binaries = await PostgresBinaries.FindAsync(directory.ReadMajorVersion(), cancellationToken);
        if (directory.ReadMajorVersion() is null)
            await new ClusterInitializer(directory, binaries, account).RunAsync(Superuser, options.IsDurable, cancellationToken);
        var socketDirectory = directory.ChooseSocketDirectory();
        await account.MakePrivateDirectoryAsync(socketDirectory, cancellationToken);
        return new ServerProcess(directory, binaries, account, socketDirectory, options);
    }

    private static async Task<string> CreateDatabaseAsync(string socketDirectory, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder { Host = socketDirectory, Username = Superuser, Database = Database };
        var maintenance = new NpgsqlConnectionStringBuilder(target.ConnectionString) { Database = MaintenanceDatabase, Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var question = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = @name", connection);
        question.Parameters.AddWithValue("name", Database);
        if ((long)(await question.ExecuteScalarAsync(cancellationToken))! == 0)
        {
            await using var creation = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
            await creation.ExecuteNonQueryAsync(cancellationToken);
        }

        return target.ConnectionString;
    }
}
