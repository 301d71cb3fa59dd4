using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>
/// What EF Core makes of the mapping, once for the process: its services, the model and every compiled query. Left to itself, EF Core makes them anew for each
/// connection string, and a starting console has two of them: one to migrate, one with fewer rights to run on.
/// </summary>
public static class StoreModel
{
    private static readonly Lazy<IServiceProvider> Made = new(Make);

    internal static IServiceProvider Services => Made.Value;

    /// <summary>
    /// Makes the model and has one query compiled on another thread, so that a start, which waits for the database meanwhile, finds done what most of its first
    /// query's time goes into. Nothing needs to wait for it.
    /// </summary>
    public static Task PrepareAsync() => Task.Run(() =>
    {
        using var dataSource = Nowhere();
        var options = new DbContextOptionsBuilder<AccessDbContext>();
        options.UseAccessStore(dataSource);
        using var context = new AccessDbContext(options.Options);
        _ = context.Tokens.AsNoTracking().Where(token => token.RevokedAt == null).OrderBy(token => token.Id).Take(1).ToQueryString();
    });

    private static ServiceProvider Make()
    {
        using var dataSource = Nowhere();
        var services = new ServiceCollection();
        foreach (var extension in new DbContextOptionsBuilder<AccessDbContext>().UseStoreOf(dataSource).Options.Extensions)
            extension.ApplyServices(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Of the data source only that there is one matters here: each context brings its own.</summary>
    private static NpgsqlDataSource Nowhere() => NpgsqlDataSource.Create("Host=nowhere.invalid");
}
