using AccessConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccessConsole.Tests.Support;

/// <summary>
/// The services that EF Core keeps for itself, made once for all databases of the run. EF Core makes them anew for each connection string, and with
/// them the model and every compiled query: for a test's own database that costs far more than what the test asks of it.
/// </summary>
internal static class SharedStoreModel
{
    private static readonly Lazy<IServiceProvider> Services = new(Make);

    /// <summary>After <c>AddAccessData</c>.</summary>
    public static IServiceCollection ShareStoreModel(this IServiceCollection services) =>
        services.ConfigureDbContext<AccessDbContext>(options => options.UseInternalServiceProvider(Services.Value));

    private static ServiceProvider Make()
    {
        // Of the data source only that there is one matters here: each context brings its own.
        using var dataSource = NpgsqlDataSource.Create("Host=nowhere.invalid");
        var services = new ServiceCollection();
        foreach (var extension in new DbContextOptionsBuilder<AccessDbContext>().UseAccessStore(dataSource).Options.Extensions)
            extension.ApplyServices(services);
        return services.BuildServiceProvider();
    }
}
