using AccessConsole.Data;
using Microsoft.Extensions.DependencyInjection;

namespace AccessConsole.Tests.Support;

/// <summary>The stores as the console registers them.</summary>
public static class DataServices
{
    public static ServiceProvider Build(string connectionString, Action<AccessDataOptions>? configure = null) =>
        new ServiceCollection().AddLogging().AddAccessData(connectionString, configure).BuildServiceProvider();
}
