using System.Text;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Much at once: a file into a draft, and many grants edited together.</summary>
public sealed class BulkJourneyTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task File_IsMended_Previewed_PutIntoADraft_AndTheGrantIsThere()
    {
        var page = await OpenAsync("/policy");
        await page.Field("import").ClickAsync();
        await page.Field("kind").SelectOptionAsync("grants");
        await Assertions.Expect(page.Field("columns")).ToContainTextAsync("valid from");
        await SendAsync(page, "imported,allow,nobody,reader,staging");
        await Assertions.Expect(page.Field("import-problem").First).ToContainTextAsync("there is no pipeline nobody");
        await Assertions.Expect(page.Field("import-problem").First).ToContainTextAsync("3 (C) pipelines");

        await page.Field("another").ClickAsync();
        await page.Field("kind").SelectOptionAsync("grants");
        await SendAsync(page, "imported,allow,deploy,reader,staging");
        await Assertions.Expect(page.Field("entry")).ToHaveAttributeAsync("data-verdict", "added");
        await page.Field("draft").ClickAsync();
        await Assertions.Expect(page.Field("object-change")).ToContainTextAsync("imported");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Import grants from CSV" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ThreeGrants_ChosenByKeyboard_AreChangedInOneDraft()
    {
        await console.Host.SeedAsync(SmallPolicy.With("tests:", "  - { name: third, effect: allow, principals: { pipelines: { names: [deploy] } }, role: migrator, environments: [staging], when: { branches: [main] } }\ntests:"));
        var page = await OpenAsync("/grants");
        var boxes = page.Field("select");
        await Assertions.Expect(boxes).ToHaveCountAsync(3);
        for (var i = 0; i < 3; i++)
        {
            await boxes.Nth(i).FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }

        await Assertions.Expect(page.Field("selected")).ToHaveTextAsync("3 grants selected");
        await page.Field("edit-selected").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Field("bulk-expiry").SelectOptionAsync("at");
        await page.Field("bulk-expires").FillAsync("2027-03-01T12:30:15");
        await Assertions.Expect(page.Field("bulk-count")).ToHaveTextAsync("3 grants");
        await page.Field("bulk-draft").ClickAsync();
        await Assertions.Expect(page.Field("object-change")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Requests_AreSentAsAFileOrPasted_Decided_Downloaded_AndKeptAsTests()
    {
        const string Wrong = "pipeline,branch,environment,service,method,path\ndeploy,main,production,payments,,/status/x\ndeploy,feature/x,production,payments,GET,/status/x\n";
        var page = await OpenAsync("/simulator");
        await page.Field("many").ClickAsync();
        await page.Field("file").SetInputFilesAsync(new FilePayload { Name = "calls.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Wrong) });
        await page.Field("upload").ClickAsync();
        await Assertions.Expect(page.Field("request-problem")).ToContainTextAsync("method");
        await page.InteractiveAsync();
        await page.Field("another").ClickAsync();

        await page.Field("pasted").FillAsync(Wrong.Replace("payments,,", "payments,GET,", StringComparison.Ordinal));
        await page.Field("upload").ClickAsync();
        await Assertions.Expect(page.Field("decision")).ToHaveCountAsync(2);
        await page.InteractiveAsync();
        await page.Field("show-deny").ClickAsync();
        await Assertions.Expect(page.Field("decision")).ToHaveCountAsync(1);
        var download = await page.RunAndWaitForDownloadAsync(() => page.Field("download").ClickAsync());
        var sheet = await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Equal("deploy,,,,feature/x,,,,,,production,payments,GET,/status/x,,3,deny,no_grant,,,enforce", sheet.Split("\r\n")[1]);
        await page.Field("show-all").ClickAsync();
        await page.Field("make-tests").ClickAsync();
        await Assertions.Expect(page.Field("object-change")).ToHaveCountAsync(2);
    }

    private static async Task SendAsync(IPage page, string row)
    {
        await page.Field("file").SetInputFilesAsync(new FilePayload
        {
            Name = "grants.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes($"name,effect,pipelines,role,environments\n{row}\n"),
        });
        await page.Field("upload").ClickAsync();
        await page.Field("another").WaitForAsync();
        await page.InteractiveAsync();
    }

    private async Task<IPage> OpenAsync(string address)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("carol")).Pages[0];
        await page.OpenAsync(address);
        return page;
    }
}
