using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace AccessConsole.Tests.Support;

/// <summary>
/// One PostgreSQL for the test run, started when the first test wants it: the superuser's connection in <c>ACCESS_TEST_POSTGRES</c>, else a
/// server of our own.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Variable = "ACCESS_TEST_POSTGRES";

    private readonly Lazy<Task<string>> template;
    private PostgresServer? own;
    private string serverConnectionString = "";

    public PostgresFixture() => template = new Lazy<Task<string>>(PrepareTemplateAsync);

    /// <summary>A new database with the newest schema and nothing in it, copied from a template; the superuser's connection to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var source = await template.Value;
        return await CreateAsync($"TEMPLATE {source}");
    }

    /// <summary>A new database without a schema.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        await template.Value;
        return await CreateAsync("");
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        if (template.IsValueCreated)
            await ExecuteAsync($"DROP DATABASE IF EXISTS {await template.Value} WITH (FORCE)");
        if (own is not null)
            await own.DisposeAsync();
    }

    private async Task<string> PrepareTemplateAsync()
    {
        serverConnectionString = Environment.GetEnvironmentVariable(Variable) ?? (own = await PostgresServer.StartAsync()).ConnectionString;
        var connectionString = await CreateAsync("");
        await DatabaseMigrator.MigrateAsync(connectionString, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private async Task<string> CreateAsync(string clause)
    {
        var name = $"access_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} {clause}");
        return new NpgsqlConnectionStringBuilder(serverConnectionString) { Database = name }.ConnectionString;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(serverConnectionString);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
