using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>A class's own console on a database of its own, with <see cref="SmallPolicy"/> as revision 1.</summary>
public sealed class ConsoleFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private DatabaseFixture? database;

    public PostgresFixture Postgres => postgres;

    /// <summary>What the console goes by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public DatabaseFixture Database => database!;

    public ConsoleHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = new DatabaseFixture(postgres);
        await database.InitializeAsync();
        Host = await ConsoleHost.StartAsync(database.ConnectionString, clock: Clock);
        await Host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
    }
}
