using AccessConsole.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Hosting;

/// <summary>Bad configuration stops the start and names the key.</summary>
public sealed class ConfigurationTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Theory]
    [InlineData("Console:BootstrapToken", "short", "Console__BootstrapToken")]
    [InlineData("Console:IssuerKeyInterval", "00:00:00", "Console__IssuerKeyInterval")]
    [InlineData("Console:OutboundAllowed:0", "not a host", "Console__OutboundAllowed")]
    [InlineData("Authentication:SessionLifetime", "00:00:01", "Authentication__SessionLifetime")]
    [InlineData("Authentication:OpenId:Authority", "acme", "Authentication__OpenId__Authority")]
    [InlineData("Authentication:OpenId:ClientSecret", "x", "Authentication__OpenId__ClientId")]
    [InlineData("Authentication:Roles:admins", "emperor", "Authentication__Roles__admins")]
    [InlineData("Authentication:Roles:admins", "7", "Authentication__Roles__admins")]
    [InlineData("Authentication:Roles:admins", "editor@", "Authentication__Roles__admins")]
    [InlineData("Distribution:MaxHeldPolls", "-1", "Distribution__MaxHeldPolls")]
    [InlineData("Distribution:FreshnessLifetime", "00:00:01", "Distribution__FreshnessLifetime")]
    [InlineData("Signing:KeyFile", "/nowhere/key.pem", "Signing__KeyFile")]
    [InlineData("Signing:KeyFile", "/nowhere/key.pem", "Signing__RootPublicKeyFile")]
    [InlineData("Signing:PreviousKeyFiles:0", "/nowhere/key.pem", "Signing__PreviousKeyFiles__0")]
    public async Task Setting_ThatIsBad_StopsTheStartByName(string key, string value, string named)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ConsoleHost.StartAsync(database.ConnectionString, settings: (key, value)));

        var messages = string.Join('\n', Failures(failure));
        Assert.Contains(named, messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_WithSettingsOfDevelopment_NamesEachOfThem()
    {
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Access"] = database.ConnectionString,
            ["Console__Sample"] = "true",
        });

        Assert.NotEqual(0, code);
        foreach (var key in new[] { "Console__Sample", "Console__DataDirectory" })
            Assert.Contains(key, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_WithoutDatabase_NamesItsKey()
    {
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        Assert.NotEqual(0, code);
        Assert.Contains("ConnectionStrings__Access", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DemoPeople_WhereOthersCanReachTheConsole_StopTheStart()
    {
        using var directory = TemporaryDirectory.Create();
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["ConnectionStrings__Access"] = database.ConnectionString,
            ["Console__DataDirectory"] = directory.Path,
        });

        Assert.NotEqual(0, code);
        Assert.Contains("Authentication__DemoPeople", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Failures(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Failures),
        OptionsValidationException validation => validation.Failures,
        _ => [failure.Message],
    };
}
