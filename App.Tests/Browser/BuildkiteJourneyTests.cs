using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Buildkite;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>From an API access token to a draft that holds the pipelines, and on to a pipeline that was renamed.</summary>
public sealed class BuildkiteJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres, ("Console:OutboundAllowed:0", "localhost"));
    private FakeBuildkite buildkite = null!;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
        buildkite = await FakeBuildkite.StartAsync();
        buildkite.AddPipeline("deploy", 2, buildkite.AddCluster("Open Source", 900, "default"));
        buildkite.AddPipeline("nightly", 3, settings: """{"build_pull_requests":true,"build_pull_request_forks":true,"prefix_pull_request_fork_branch_names":false}""");
    }

    public async ValueTask DisposeAsync()
    {
        await buildkite.DisposeAsync();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Organization_Connected_BringsItsPipelinesIntoADraft()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        await page.OpenAsync("/settings/buildkite");
        await page.Field("organization").FillAsync(FakeBuildkite.Organization);
        await page.Field("token").FillAsync(FakeBuildkite.Token);
        await page.Field("address").FillAsync(buildkite.Address);
        await page.Field("connect").ClickAsync();
        await Assertions.Expect(page.Field("connection-state")).ToContainTextAsync("works");
        Assert.DoesNotContain(FakeBuildkite.Token, await page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(page.Field("token")).ToHaveValueAsync("");

        await page.Field("open").ClickAsync();
        await page.Field("chip-new").ClickAsync();
        await Assertions.Expect(page.Field("pipeline")).ToHaveCountAsync(1);
        await page.Field("choose").CheckAsync();
        await Assertions.Expect(page.Field("chosen")).ToContainTextAsync("adds 1");
        await page.Field("import").ClickAsync();
        await Assertions.Expect(page.Field("object-change").First).ToContainTextAsync("nightly");
        var draft = (await console.Host.Get<IDraftStore>().ListAsync(new DraftFilter(), null, 10, TestContext.Current.CancellationToken)).Single();
        Assert.Equal(FakeBuildkite.IdOf(3), Assert.Single(draft.Patch.Upserts).Id);

        buildkite.Rename("deploy", "release");
        await page.OpenAsync("/settings/buildkite");
        await page.Field("sync-acme").ClickAsync();
        await Eventually.HoldsAsync(IsRenameKnownAsync, "the second listing");
        await page.OpenAsync("/policy/pipelines/edit?name=deploy");
        await Assertions.Expect(page.Field("slug-changed")).ToContainTextAsync("release");
        await page.Field("follow").ClickAsync();
        await Assertions.Expect(page.Field("object-change").First).ToContainTextAsync("deploy");
    }

    private async Task<bool> IsRenameKnownAsync()
    {
        var store = console.Host.Get<IBuildkiteStore>();
        var connection = Assert.Single(await store.ListAsync(TestContext.Current.CancellationToken));
        return (await store.LoadPipelinesAsync(connection.Id, TestContext.Current.CancellationToken)).Any(p => p.Pipeline.Slug == "release");
    }
}
