using System.Reflection;
using AccessConsole.Configuration;
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
    [InlineData("Authentication:Entra:TenantId", "common", "Authentication__Entra__TenantId")]
    [InlineData("Authentication:Entra:TenantId", "Organizations", "Authentication__Entra__TenantId")]
    [InlineData("Authentication:Entra:TenantId", "consumers", "Authentication__Entra__TenantId")]
    [InlineData("Authentication:OpenId:Authority", "acme", "Authentication__OpenId__Authority")]
    [InlineData("Authentication:OpenId:ClientSecret", "x", "Authentication__OpenId__ClientId")]
    [InlineData("Authentication:Roles:admins", "emperor", "Authentication__Roles__admins")]
    [InlineData("Authentication:Roles:admins", "7", "Authentication__Roles__admins")]
    [InlineData("Authentication:Roles:admins", "editor@", "Authentication__Roles__admins")]
    [InlineData("Authentication:Roles:admins", "emperor@staging", "`emperor` is no role")]
    [InlineData("Authentication:Roles:readers", "viewer@team=payments", "viewer cannot be scoped by the label team")]
    [InlineData("Authentication:Roles:readers", "Auditor@staging,team=payments", "auditor cannot be scoped by the label team")]
    [InlineData("Authentication:Roles:owners", "editor@team=", "`team=` is no label of a scope")]
    [InlineData("Authentication:Roles:owners", "editor@team:payments", "`team:payments` is no environment and no label")]
    [InlineData("Distribution:MaxHeldPolls", "-1", "Distribution__MaxHeldPolls")]
    [InlineData("Metrics:Token", "short", "Metrics__Token")]
    [InlineData("Metrics:Url", "http://127.0.0.1", "Metrics__Url")]
    [InlineData("Metrics:Url", "https://127.0.0.1:9464", "Metrics__Url")]
    [InlineData("Distribution:FreshnessLifetime", "00:00:01", "Distribution__FreshnessLifetime")]
    [InlineData("Distribution:TrustDomain", "acme.example", "Distribution__TrustDomain")]
    [InlineData("Distribution:ClientTrustBundleFile", "/nowhere/ca.pem", "Distribution__ClientTrustBundleFile `/nowhere/ca.pem`")]
    [InlineData("Distribution:ClientTrustBundleFile", "/nowhere/ca.pem", "Distribution__TrustDomain")]
    [InlineData("Distribution:ClientTrustBundleFile", "/nowhere/ca.pem", "Kestrel__Endpoints__NAME__ClientCertificateMode")]
    [InlineData("Kestrel:Endpoints:Machine:ClientCertificateMode", "AllowCertificate", "Kestrel__Endpoints__Machine__ClientCertificateMode")]
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

    [Theory]
    [InlineData("Host=localhost;Prt=5;Password=geheim", "`prt`")]
    [InlineData("Host=localhost;Port=five;Password=geheim", "`port`")]
    [InlineData("geheim", "`Host=")]
    public async Task Database_ThatCannotBeRead_IsNamedWithWhatElseIsWrong_AndNoneOfItsValues(string connection, string named)
    {
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Access"] = connection,
            ["Console__BootstrapToken"] = "short",
        });

        Assert.Equal(1, code);
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith("  ConnectionStrings__Access ", StringComparison.Ordinal));
        Assert.Contains(named, line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Console__BootstrapToken", output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_WithNothingRight_NamesEveryKeyOfEverySectionAtOnce()
    {
        using var directory = TemporaryDirectory.Create();
        var noKey = Path.Combine(directory.Path, "key.pem");
        await File.WriteAllTextAsync(noKey, "no key", TestContext.Current.CancellationToken);
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Console__Sample"] = "true",
            ["Console__BootstrapToken"] = "short",
            ["Authentication__DemoPeople"] = "true",
            ["Distribution__MaxHeldPolls"] = "-1",
            ["Metrics__Url"] = "somewhere",
            ["Metrics__Token"] = "short",
            ["Signing__KeyFile"] = noKey,
            ["Signing__PreviousKeyFiles__0"] = "/nowhere/old.pem",
            ["Audit__Origin"] = "acme.example/audit",
        });

        Assert.Equal(1, code);
        string[] keys =
        [
            "ConnectionStrings__Access", "Console__Sample", "Console__DataDirectory", "Console__BootstrapToken", "Authentication__DemoPeople", "Distribution__MaxHeldPolls",
            "Metrics__Url", "Metrics__Token", "Signing__KeyFile", "Signing__PreviousKeyFiles__0", "Signing__RootPublicKeyFile", "Signing__KeyListFile",
            "Audit__KeyFile",
        ];
        Assert.All(keys, key => Assert.Single(output.Split('\n'), line => line.StartsWith($"  {key} ", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ThatCannotBeRead_AreNamedWithWhatElseIsWrong()
    {
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Access"] = database.ConnectionString,
            ["Console__Sample"] = "maybe",
            ["Console__IssuerKeyInterval"] = "five minutes",
            ["Console__BootstrapToken"] = "short",
            ["Distribution__MaxHeldPolls"] = "12345678901",
        });

        Assert.Equal(1, code);
        string[] keys = ["Console__Sample", "Console__IssuerKeyInterval", "Console__BootstrapToken", "Distribution__MaxHeldPolls"];
        Assert.All(keys, key => Assert.Single(output.Split('\n'), line => line.StartsWith($"  {key} ", StringComparison.Ordinal)));
        Assert.DoesNotContain("maybe", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_ThatAreBound_AreAllReadBefore()
    {
        var sections = typeof(ConsoleOptions).Assembly.GetTypes()
            .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
            .Where(found => found.Section is not null && found.Type.Name.EndsWith("Options", StringComparison.Ordinal))
            .ToDictionary(found => found.Section!, found => found.Type);

        Assert.NotEmpty(sections);
        Assert.Equal(sections.OrderBy(s => s.Key, StringComparer.Ordinal), UnreadableSettings.Sections.OrderBy(s => s.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:0")]
    [InlineData("Kestrel__Endpoints__Http__Url", "http://*:0")]
    public async Task DemoPeople_WhereOthersCanReachTheConsole_StopTheStart(string key, string address)
    {
        using var directory = TemporaryDirectory.Create();
        var (code, output) = await ConsoleProcess.RunToEndAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            [key] = address,
            ["ConnectionStrings__Access"] = database.ConnectionString,
            ["Console__DataDirectory"] = directory.Path,
        });

        Assert.NotEqual(0, code);
        Assert.Contains($"Authentication__DemoPeople is on while {key} listens on `{address}`", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Failures(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Failures),
        OptionsValidationException validation => validation.Failures,
        _ => [failure.Message],
    };
}
