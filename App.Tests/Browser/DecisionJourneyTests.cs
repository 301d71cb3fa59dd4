using System.Text.RegularExpressions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A platform engineer's question in a browser: which call was denied, why, and what would let it in.</summary>
public sealed class DecisionJourneyTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task Engineer_SeesADenialComeIn_ReadsWhyAndKeepsItAsATest()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        await page.OpenAsync("/");
        await page.Field("nav-decisions").ClickAsync();
        await Assertions.Expect(page.Field("empty")).ToBeVisibleAsync();

        await AddAsync();
        await Assertions.Expect(page.Field("decision")).ToHaveCountAsync(2);
        await page.Field("effect").SelectOptionAsync("deny");
        await Assertions.Expect(page.Field("decision")).ToHaveCountAsync(1);
        await page.Field("decision").GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Field("why")).ToContainTextAsync("says so, too");
        await Assertions.Expect(page.Field("decision-panel")).ToContainTextAsync("deploy-reads-staging");

        await page.Field("simulate").ClickAsync();
        await Assertions.Expect(page.Field("answer")).ToHaveAttributeAsync("data-effect", "deny");
        await page.GoBackAsync();
        await page.Field("keep-test").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/drafts/[0-9a-f-]{36}$"));
    }

    private Task<int> AddAsync()
    {
        var granted = LoggedDecisions.Granted("deploy-reads-staging", DateTimeOffset.UtcNow.AddSeconds(-1)) with { Claims = new ValueMap([new("build_branch", "main")]) };
        var denied = granted.Refused() with { Id = Guid.NewGuid(), Claims = new ValueMap([new("build_branch", "feature/x")]) };
        return console.Host.Get<IDecisionLog>().AddAsync([denied, granted], [], TestContext.Current.CancellationToken);
    }
}
