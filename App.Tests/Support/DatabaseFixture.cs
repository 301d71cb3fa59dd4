using AccessConsole.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>A class's own database, with the stores on it as the console has them: with the runtime role's rights only.</summary>
public sealed class DatabaseFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private ServiceProvider? services;

    /// <summary>The superuser's connection.</summary>
    public string OwnerConnectionString { get; private set; } = "";

    /// <summary>The console's connection.</summary>
    public string ConnectionString => DatabaseRole.Assume(OwnerConnectionString);

    public async ValueTask InitializeAsync()
    {
        OwnerConnectionString = await postgres.CreateDatabaseAsync();
        services = DataServices.Build(ConnectionString);
    }

    public T Get<T>()
        where T : notnull => services!.GetRequiredService<T>();

    public async Task<int> ExecuteAsOwnerAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(OwnerConnectionString);
        await using var command = dataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> ReadAsOwnerAsync<T>(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(OwnerConnectionString);
        await using var command = dataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await services!.DisposeAsync();
        await postgres.DropDatabaseAsync(OwnerConnectionString);
    }
}
