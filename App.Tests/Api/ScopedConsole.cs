using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>A console with <see cref="ScopedPolicy"/>.</summary>
public sealed class ScopedConsole(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleFixture console = new(postgres);

    public ConsoleHost Host => console.Host;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        await Host.SeedAsync(ScopedPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();
}
