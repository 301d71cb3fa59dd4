using System.Text.Json.Nodes;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>From an answer of the simulator to why a call fails.</summary>
public sealed class DiagnoseJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task DeniedQuestion_LeadsToTheCall_WhoseTokenIsLookedAtAndGoesNowhere()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var session = await console.SignInAsync("victor");
        var page = session.Pages[0];
        await page.OpenAsync("/simulator?identity=deploy&branch=feature&environment=production&service=payments&path=/status/1");
        await page.Field("to-diagnose").ClickAsync();
        await Assertions.Expect(page.Locator("[data-code='request.target']")).ToContainTextAsync("payments");

        var token = TokenForge.Shared.Sign(new JsonObject { ["iss"] = TokenForge.Issuer, ["aud"] = "https://access.acme.example/staging/payments" });
        await page.Field("token").FillAsync(token);
        await page.Field("diagnose").ClickAsync();

        await Assertions.Expect(page.Locator("[data-code='token.audience']")).ToContainTextAsync("buildkite-agent oidc request-token --audience https://access.acme.example/production/payments");
        Assert.DoesNotContain(token[..20], page.Url, StringComparison.Ordinal);
        Assert.Empty(await page.FaultsAsync());
    }
}
