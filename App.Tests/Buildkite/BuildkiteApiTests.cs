using System.Globalization;
using AccessConsole.Buildkite;
using AccessConsole.Configuration;
using AccessConsole.Core.Inventory;
using AccessConsole.Outbound;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Buildkite;

/// <summary>Listing an organization over real HTTP, from a server that answers as Buildkite documents, or badly.</summary>
public sealed class BuildkiteApiTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly OutboundClient outbound = new(new AddressRules(Options.Create(new ConsoleOptions { OutboundAllowed = { "localhost" } })));
    private FakeBuildkite buildkite = null!;

    private BuildkiteApi Api => new(outbound, clock);

    public async ValueTask InitializeAsync() => buildkite = await FakeBuildkite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        outbound.Dispose();
        await buildkite.DisposeAsync();
    }

    [Fact]
    public async Task Organization_InPages_IsListedWhole()
    {
        var cluster = buildkite.AddCluster("Open Source", 900, "default", "deploy");
        for (var i = 0; i < 250; i++)
            buildkite.AddPipeline($"pipeline-{i:D3}", i, i == 0 ? cluster : null, """{"build_pull_request_forks":true,"prefix_pull_request_fork_branch_names":false,"trigger_mode":"code"}""", "team:payments");
        buildkite.Pipelines[1]["archived_at"] = "2021-05-06T14:54:21.088Z";
        buildkite.Pipelines[2]["visibility"] = "public";
        buildkite.Pipelines[3]["repository"] = "https://user:secret@git.acme.example/x.git";

        var listing = await ListAsync();

        Assert.Equal(FakeBuildkite.OrganizationId, listing.Id);
        Assert.Equal(250, listing.Pipelines.Count);
        Assert.Equal(3, buildkite.Asked.Count(a => a.StartsWith("/v2/organizations/acme/pipelines", StringComparison.Ordinal)));
        var first = listing.Pipelines[0];
        Assert.Equal(("pipeline-000", FakeBuildkite.IdOf(0), Guid.Parse(cluster)), (first.Slug, first.Id, first.ClusterId!.Value));
        Assert.Equal(new SourceSettings { Provider = "github", TriggerMode = "code", BuildsForks = true, PrefixesForkBranches = false }, first.Source);
        Assert.Equal(["team:payments"], first.Tags);
        Assert.Equal(2021, listing.Pipelines[1].ArchivedAt!.Value.Year);
        Assert.True(listing.Pipelines[2].IsPublic);
        Assert.Equal("https://git.acme.example/x.git", listing.Pipelines[3].Repository);
        var listed = Assert.Single(listing.Clusters);
        Assert.Equal(("Open Source", "default deploy"), (listed.Name, string.Join(' ', listed.Queues.Select(q => q.Key))));
        Assert.Null(listing.ClustersUnknown);
    }

    [Theory]
    [InlineData(403, "read_clusters")]
    [InlineData(404, "answered 404")]
    public async Task Clusters_ThatMayNotBeRead_LeaveThePipelines(int status, string said)
    {
        buildkite.AddPipeline("deploy", 1);
        buildkite.Before = context => BuildkiteFaults.AnswerIfAsync(context, context.Request.Path.Value!.EndsWith("/clusters", StringComparison.Ordinal), status, """{"message":"Forbidden"}""");
        var listing = await ListAsync();
        Assert.Single(listing.Pipelines);
        Assert.Empty(listing.Clusters);
        Assert.Contains(said, listing.ClustersUnknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooManyRequests_AreWaitedOut()
    {
        buildkite.AddPipeline("deploy", 1);
        var refused = 0;
        buildkite.Before = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/pipelines", StringComparison.Ordinal) || ++refused > 2)
                return false;
            context.Response.Headers.RetryAfter = "42";
            await FakeBuildkite.AnswerAsync(context, 429, """{"message":"You have exceeded your API rate limit.","scope":"rest_user","reset":42}""");
            return true;
        };

        var listing = ListAsync();
        await AdvanceUntilAsync(listing, TimeSpan.FromSeconds(42));
        Assert.Single((await listing).Pipelines);
        Assert.Equal(3, buildkite.Asked.Count(a => a.Contains("/pipelines", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TooManyRequests_WithoutEnd_FailTheListing()
    {
        buildkite.Before = context => BuildkiteFaults.AnswerIfAsync(context, true, 429, """{"message":"rate limited"}""");
        var listing = ListAsync();
        await AdvanceUntilAsync(listing, TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<BuildkiteException>(() => listing);
        Assert.Contains("answered 429, `rate limited`", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, buildkite.Asked.Count);
    }

    [Theory]
    [InlineData("RateLimit", "10", "200", "30", 30)]
    [InlineData("RateLimit-User", "0", "50", "59", 59)]
    [InlineData("RateLimit", "11", "200", "30", null)]
    [InlineData("RateLimit", "3", "8", "30", 30)]
    [InlineData("RateLimit", "5", "8", "30", null)]
    [InlineData("RateLimit", "0", "200", "999999", 300)]
    [InlineData("RateLimit", "0", "200", "soon", null)]
    public async Task Window_NearlyUsed_IsLeftToOthers(string limit, string remaining, string of, string reset, int? seconds)
    {
        buildkite.Before = context =>
        {
            context.Response.Headers[$"{limit}-Remaining"] = remaining;
            context.Response.Headers[$"{limit}-Limit"] = of;
            context.Response.Headers[$"{limit}-Reset"] = reset;
            return Task.FromResult(false);
        };
        var answer = await outbound.AskAsync(
            new OutboundQuestion(new Uri($"{buildkite.Address}/v2/organizations/acme"), FakeBuildkite.Token, 1 << 20, TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, RatePace.After(answer));
    }

    [Fact]
    public async Task Window_Used_IsWaitedForBeforeTheNextRequest()
    {
        buildkite.AddPipeline("deploy", 1);
        buildkite.Before = context =>
        {
            context.Response.Headers["RateLimit-Remaining"] = "0";
            context.Response.Headers["RateLimit-Reset"] = "20";
            return Task.FromResult(false);
        };
        var begun = clock.GetUtcNow();
        var listing = ListAsync();
        await AdvanceUntilAsync(listing, TimeSpan.FromSeconds(20));
        Assert.Single((await listing).Pipelines);
        // Organization, pipelines, clusters: two waits lie between three requests.
        Assert.True(clock.GetUtcNow() - begun >= TimeSpan.FromSeconds(40));
    }

    [Theory]
    [InlineData("401", "the token is not valid")]
    [InlineData("403", "read_organizations, read_pipelines and read_clusters")]
    [InlineData("404", "look at the organization's slug")]
    [InlineData("302", "another slug by now")]
    [InlineData("500", "answered 500")]
    [InlineData("page", "what is no JSON")]
    [InlineData("object", "did not answer a list")]
    [InlineData("malformed", "what is no JSON")]
    [InlineData("nameless", "a pipeline without a UUID as its `id`")]
    [InlineData("slugless", "a pipeline without `slug`")]
    [InlineData("large", "answered more than 16 MB")]
    [InlineData("cut", "could not be reached")]
    [InlineData("elsewhere", "names a next page elsewhere")]
    [InlineData("other-path", "names a next page elsewhere")]
    [InlineData("endless", "more than 20000")]
    public async Task Answer_ThatIsNoListing_FailsItWithoutTheToken(string fault, string said)
    {
        buildkite.Before = context => BuildkiteFaults.MisbehaveAsync(fault, context);
        var failure = await Assert.ThrowsAsync<BuildkiteException>(() => ListAsync());
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeBuildkite.Token, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherOrganization_IsSaidByBothNames()
    {
        buildkite.Before = context => BuildkiteFaults.AnswerIfAsync(context, true, 200, $$"""{"id":"{{FakeBuildkite.OrganizationId}}","slug":"acme-new"}""");
        Assert.Contains("answered `acme-new`", (await Assert.ThrowsAsync<BuildkiteException>(() => ListAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_EchoedInAMessage_IsNotShown()
    {
        buildkite.Before = context => BuildkiteFaults.AnswerIfAsync(context, true, 401, $$"""{"message":"bad token {{FakeBuildkite.Token}}\u0007`x`"}""");
        var failure = await Assert.ThrowsAsync<BuildkiteException>(() => ListAsync());
        Assert.Contains("answered 401, `bad token …x`", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_MissedBecausePagesMoved_IsFoundByItself()
    {
        buildkite.AddPipeline("deploy", 1);
        buildkite.AddPipeline("hidden", 2);
        buildkite.AddPipeline("taken-over", 3);
        var known = (await ListAsync()).Pipelines;
        buildkite.Before = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/pipelines", StringComparison.Ordinal))
                return false;
            await FakeBuildkite.AnswerAsync(context, 200, $"[{buildkite.Pipelines[0].ToJsonString()}]");
            return true;
        };
        // Its slug is another pipeline's by now: that one was listed before and is not the one that is missing.
        buildkite.Pipelines[2]["id"] = FakeBuildkite.IdOf(4).ToString();

        var listing = await ListAsync([.. known]);
        Assert.Equal(["deploy", "hidden"], listing.Pipelines.Select(p => p.Slug));
    }

    [Fact]
    public async Task Organization_SuddenlyEmpty_IsAFailure()
    {
        buildkite.AddPipeline("deploy", 1);
        var known = (await ListAsync()).Pipelines;
        buildkite.Pipelines.Clear();
        Assert.Contains("nothing is taken for gone", (await Assert.ThrowsAsync<BuildkiteException>(() => ListAsync([.. known]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainHttp_OrAPrivateAddress_IsRefusedBeforeTheTokenLeaves()
    {
        using var strict = new OutboundClient(new AddressRules(Options.Create(new ConsoleOptions())));
        var api = new BuildkiteApi(strict, clock);
        var plain = await Assert.ThrowsAsync<BuildkiteException>(() => api.ListAsync(Access(), [], TestContext.Current.CancellationToken));
        Assert.Contains("is not https", plain.Message, StringComparison.Ordinal);
        var secure = Access() with { Address = new Uri(buildkite.Address.Replace("http:", "https:", StringComparison.Ordinal)) };
        var inside = await Assert.ThrowsAsync<BuildkiteException>(() => api.ListAsync(secure, [], TestContext.Current.CancellationToken));
        Assert.Contains("resolves to a private address", inside.Message, StringComparison.Ordinal);
        Assert.Empty(buildkite.Asked);
    }

    [Fact]
    public async Task Listing_Cancelled_Ends()
    {
        buildkite.Before = context => BuildkiteFaults.AnswerIfAsync(context, true, 429, "{}");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var listing = Api.ListAsync(Access(), [], cancellation.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(buildkite.Asked.Count > 0), "a request");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
    }

    private BuildkiteAccess Access() => new(new Uri(buildkite.Address), FakeBuildkite.Organization, FakeBuildkite.Token);

    private Task<OrganizationListing> ListAsync(params InventoryPipeline[] known) => Api.ListAsync(Access(), known, TestContext.Current.CancellationToken);

    /// <summary>Lets the waits of a listing pass, each as soon as it began.</summary>
    private async Task AdvanceUntilAsync(Task listing, TimeSpan step) => await Eventually.HoldsAsync(
        () =>
        {
            if (!listing.IsCompleted)
                clock.Advance(step);
            return Task.FromResult(listing.IsCompleted);
        },
        "the listing to end");
}
