using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>How every context reaches PostgreSQL: the running console, the migrator and the design tools alike.</summary>
public static class AccessDbContextOptions
{
    private const string MigrationsAssembly = "Migrations";

    public static DbContextOptionsBuilder UseAccessStore(this DbContextOptionsBuilder builder, NpgsqlDataSource dataSource) =>
        builder.UseStoreOf(dataSource).UseInternalServiceProvider(StoreModel.Services);

    /// <summary>The same with services that EF Core makes for this connection string alone.</summary>
    internal static DbContextOptionsBuilder UseStoreOf(this DbContextOptionsBuilder builder, NpgsqlDataSource dataSource) => builder
        .UseNpgsql(dataSource, npgsql => npgsql
            .MigrationsAssembly(MigrationsAssembly)
            // Npgsql's own strategy wraps a lost connection in another exception; callers are promised NpgsqlException.
            .ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)))
        .UseSnakeCaseNamingConvention()
        // A converted collection that is compared by reference is saved anew each time, or not at all.
        .ConfigureWarnings(warnings => warnings.Throw(CoreEventId.CollectionWithoutComparer))
        .AddInterceptors(UnwrapSaveErrors.Instance);
}
