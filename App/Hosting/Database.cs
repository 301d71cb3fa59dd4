using AccessConsole.Configuration;
using AccessConsole.Data;
using AccessConsole.Data.Embedded;
using Microsoft.Extensions.Options;

namespace AccessConsole.Hosting;

/// <summary>The PostgreSQL that this console works on: the configured one, or a private one that lives and ends with it.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private Database(string connectionString, EmbeddedPostgres? embedded) => (ConnectionString, this.embedded) = (connectionString, embedded);

    /// <summary>With the runtime role's rights.</summary>
    public string ConnectionString { get; }

    /// <summary>Where none is configured although one must be, or none that can be read, there is none: the configuration's check says so, with whatever else is wrong.</summary>
    public static async Task<Database> StartAsync(WebApplicationBuilder builder)
    {
        _ = StoreModel.PrepareAsync();
        if (builder.Configuration.GetConnectionString(DataPaths.ConnectionName) is { Length: > 0 } configured)
            return new Database(ValidateConsoleOptions.BadDatabase(configured) is null ? configured : "", null);
        var options = builder.Configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() ?? new ConsoleOptions();
        if (!builder.Environment.IsDevelopment() && !options.EmbeddedDatabase)
            return new Database("", null);
        var paths = new DataPaths(Options.Create(options));
        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = paths.Database }, CancellationToken.None);
        await DatabaseMigrator.MigrateAsync(embedded.ConnectionString, CancellationToken.None);
        return new Database(DatabaseRole.Assume(embedded.ConnectionString), embedded);
    }

    /// <summary>What <c>--migrate</c> does: brings the configured database to this version's schema.</summary>
    public static async Task MigrateAsync(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(DataPaths.ConnectionName) is not { Length: > 0 } configured)
            throw new OptionsValidationException(ConsoleOptions.Section, typeof(ConsoleOptions), [ValidateConsoleOptions.NoDatabase]);
        if (ValidateConsoleOptions.BadDatabase(configured) is { } bad)
            throw new OptionsValidationException(ConsoleOptions.Section, typeof(ConsoleOptions), [bad]);
        await DatabaseMigrator.MigrateAsync(configured, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
