using AccessConsole.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Cli;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>The auditor's questions, in a browser: who changed what, who approved it, who could reach what then, and is the record genuine.</summary>
public sealed class AuditJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is not null)
            return;
        await console.Host.SeedAsync(SmallPolicy.Yaml);
        await console.Host.SeedAsync(SmallPolicy.With("when: { branches: [main] }", "when: { branches: [main, \"release/*\"] }"));
        await console.Host.Get<AuditCheckpoints>().AdvanceAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        directory.Dispose();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Auditor_FindsAnActAndWhatItChanged_AndTakesTheProofHome()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("ada")).Pages[0];
        await page.OpenAsync("/");
        await page.Field("nav-audit").ClickAsync();
        await page.Field("action").SelectOptionAsync("revision.published");
        await Assertions.Expect(page.Field("event")).ToHaveCountAsync(2);
        await page.Field("object").FillAsync("revision/2");
        await page.Field("object").PressAsync("Enter");
        await Assertions.Expect(page.Field("event")).ToHaveCountAsync(1);
        await page.Field("event").GetByRole(AriaRole.Link).First.ClickAsync();

        var change = page.Field("object-change").Filter(new LocatorFilterOptions { HasText = "deploy-reads-production" });
        await Assertions.Expect(change).ToContainTextAsync("changed");
        await Assertions.Expect(change).ToContainTextAsync("release/*");
        Assert.Contains("object=revision%2F2", page.Url, StringComparison.Ordinal);

        var proof = await page.RunAndWaitForDownloadAsync(() => page.Field("download-proof").ClickAsync());
        await VerifiesAsync(proof);
        await page.Field("access-then-event").ClickAsync();
        await Assertions.Expect(page.Field("moment")).ToContainTextAsync("revision 2");
        await Assertions.Expect(page.Field("access-row").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Export_OfWhatIsShown_VerifiesOffline()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("ada")).Pages[0];
        await page.OpenAsync("/audit");
        await Assertions.Expect(page.Field("checkpoint")).ToContainTextAsync("signed");
        await VerifiesAsync(await page.RunAndWaitForDownloadAsync(() => page.Field("export").ClickAsync()));

        await page.Field("until").FillAsync("2020-01-01T00:00");
        await Assertions.Expect(page.Field("empty")).ToContainTextAsync("No event matches");
        await Assertions.Expect(page.Field("export")).ToHaveAttributeAsync("aria-disabled", "true");
        await page.Field("clear").ClickAsync();
        await Assertions.Expect(page.Field("event").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Log_OfMoreThanAPage_IsReadToItsBeginning()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        for (var i = 0; i < 120; i++)
            await console.Host.Get<IAuditLog>().AppendAsync(Data.Publishing.Event($"act/{i}"), Cancellation);
        var page = (await console.SignInAsync("ada")).Pages[0];
        await page.OpenAsync("/audit?action=revision.published");
        var seen = new HashSet<string>();
        while (true)
        {
            await Assertions.Expect(page.Field("event").First).ToBeVisibleAsync();
            var shown = await page.Field("event").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.sequence)");
            Assert.All(shown, sequence => Assert.True(seen.Add(sequence), sequence));
            if (await page.Field("next").CountAsync() == 0)
                break;
            await page.Field("next").ClickAsync();
            await Assertions.Expect(page.Locator($"[data-sequence='{shown[0]}']")).ToHaveCountAsync(0);
        }

        Assert.Equal(122, seen.Count);
    }

    [Fact]
    public async Task Row_ThatASuperuserChanged_IsNamedOnHomeAndAudit_AlsoInAPageThatIsOpen()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var home = (await console.SignInAsync("victor")).Pages[0];
        await home.OpenAsync("/");
        await Assertions.Expect(home.Field("audit-alarm")).ToHaveCountAsync(0);

        await console.ExecuteAsOwnerAsync("ALTER TABLE audit_events DISABLE TRIGGER append_only; UPDATE audit_events SET canonical = canonical || convert_to(' ', 'UTF8') WHERE sequence = 0");
        await console.Host.Get<AuditReading>().ReadOnAsync(Cancellation);
        await Assertions.Expect(home.Field("audit-finding")).ToContainTextAsync("event 0 was changed");
        var audit = (await console.SignInAsync("ada")).Pages[0];
        await audit.OpenAsync("/audit");
        await Assertions.Expect(audit.Field("audit-finding")).ToContainTextAsync("event 0 was changed");
        await Assertions.Expect(audit.Field("read-again")).ToContainTextAsync("1 finding");
    }

    [Fact]
    public async Task Viewer_IsToldWhoReadsTheLog_AndSeesNothingOfIt()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("victor")).Pages[0];
        await page.OpenAsync("/audit?event=0");

        await Assertions.Expect(page.Field("no-permission")).ToContainTextAsync("auditors and admins");
        await Assertions.Expect(page.Field("event")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Field("event-panel")).ToHaveCountAsync(0);
    }

    private async Task VerifiesAsync(IDownload download)
    {
        var (file, key) = (Path.Combine(directory.Path, download.SuggestedFilename), Path.Combine(directory.Path, "key"));
        await download.SaveAsAsync(file);
        await File.WriteAllTextAsync(key, await console.Host.Bootstrap.GetStringAsync("/api/v1/audit/key", Cancellation), Cancellation);
        var run = await Accessctl.RunAsync("audit", "verify", file, "--key", key);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
