using AccessConsole.Auditing;
using AccessConsole.Buildkite;
using AccessConsole.Components.Pages.Buildkite;
using AccessConsole.Components.Pages.Objects;
using AccessConsole.Configuration;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Outbound;
using AccessConsole.SignIn;
using AccessConsole.Telemetry;
using AccessConsole.Tests.Buildkite;
using Bunit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Connections to Buildkite, their inventory, and what the page of a pipeline says of it.</summary>
public sealed class BuildkitePagesTests : PageContext
{
    private static readonly Guid Acme = Guid.Parse("01860a1c-0000-4000-8000-000000000001");
    private static readonly InventoryCluster Cluster = new(Guid.NewGuid(), "Open Source", [new(Guid.NewGuid(), "deploy")]);

    public BuildkitePagesTests()
    {
        Services.AddMetrics().AddLogging().AddSingleton<ConsoleMetrics>().AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development })
            .AddSingleton<AddressRules>().AddSingleton<OutboundClient>().AddSingleton<BuildkiteTokens>().AddSingleton<BuildkiteApi>().AddSingleton<BuildkiteSync>().AddSingleton<RefusalLog>().AddSingleton<RequestRefusals>().AddSingleton<BuildkiteConnections>()
            .Configure<ConsoleOptions>(options => options.OutboundAllowed.Add("localhost"));
        SignIn(Console.Alice);
    }

    [Fact]
    public async Task Organization_Connected_IsListedAndItsTokenForgotten()
    {
        await using var buildkite = await FakeBuildkite.StartAsync();
        buildkite.AddPipeline("deploy", 1);
        var page = OpenConnections();
        Assert.NotEmpty(page.FindAll("[data-test=empty]"));
        page.Find("[data-test=organization]").Input("acme");
        page.Find("[data-test=token]").Input(FakeBuildkite.Token);
        page.Find("[data-test=address]").Input(buildkite.Address);
        page.Find("[data-test=connect]").Click();
        page.WaitForAssertion(() => Assert.Contains("works", page.Find("[data-test=connection-state]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(FakeBuildkite.Token, page.Markup, StringComparison.Ordinal);

        page.Find("[data-test=test-acme]").Click();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("[data-test=checks] li").Count), TimeSpan.FromSeconds(30));
        buildkite.Before = async context =>
        {
            await FakeBuildkite.AnswerAsync(context, 403, """{"message":"Forbidden <b>"}""");
            return true;
        };
        page.Find("[data-test=sync-acme]").Click();
        page.WaitForAssertion(() => Assert.Contains("answered 403, Forbidden <b>: the token may not read this", page.Find("[data-test=failure]").TextContent.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Connection_Wrong_SaysSoAtTheField()
    {
        var page = OpenConnections();
        page.Find("[data-test=organization]").Input("Acme Corp");
        page.Find("[data-test=address]").Input("http://api.buildkite.com");
        page.Find("[data-test=connect]").Click();
        Assert.Contains("no slug", page.Find("#organization-notes").TextContent, StringComparison.Ordinal);
        Assert.Contains("missing", page.Find("#token-notes").TextContent, StringComparison.Ordinal);
        Assert.Contains("no https address", page.Find("#address-notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_Removed_IsAskedAboutFirst()
    {
        Put(Connection());
        var page = OpenConnections();
        page.Find("[data-test=remove-acme]").Click();
        page.Find("[data-test=keep]").Click();
        page.Find("[data-test=remove-acme]").Click();
        page.Find("[data-test=confirm-remove]").Click();
        Assert.NotEmpty(page.FindAll("[data-test=empty]"));
    }

    [Fact]
    public void Connection_WhoseTokenCannotBeOpened_SaysSo()
    {
        Put(Connection());
        var page = OpenConnections();
        page.Find("[data-test=sync-acme]").Click();
        Assert.Contains("give the token again", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=replace-acme]").Click();
        page.Find("[data-test=confirm-replace]").Click();
        Assert.Contains("missing", page.Find("#replacement-notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_SeesConnectionsAndWhyTheyAreNotTheirs()
    {
        SignIn(Console.Carol);
        Put(Connection() with { Failure = "`https://api.buildkite.com/v2` answered 401", Failures = 2, TriedAt = Console.Now });
        var page = OpenConnections();
        Assert.Contains("answered 401", page.Find("[data-test=failure]").TextContent, StringComparison.Ordinal);
        foreach (var button in new[] { "sync-acme", "test-acme", "remove-acme", "connect" })
        {
            Assert.Equal("true", page.Find($"[data-test={button}]").GetAttribute("aria-disabled"));
            page.Find($"[data-test={button}]").Click();
        }

        Assert.Contains("admin role everywhere", page.Find("[data-test=connect-reason]").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[data-test=connection]"));
    }

    [Fact]
    public void Store_Away_IsSaid()
    {
        Buildkite.IsAway = true;
        Assert.NotEmpty(OpenConnections().FindAll("[data-test=failed]"));
        Assert.NotEmpty(OpenOrganization(Guid.NewGuid()).FindAll("[data-test=failed]"));
    }

    [Fact]
    public async Task Inventory_IsFilteredChosenAndImported()
    {
        SignIn(Console.Carol);
        var connection = Put(Connection(), Seen(2, "payments-release"), Seen(10, "nightly", p => p with { Tags = ["team:data"], IsPublic = true }), Seen(11, "shelved", p => p with { ArchivedAt = Console.Now }));
        var page = OpenOrganization(connection.Id);
        Assert.Equal(["new 1", "changed 1", "gone 1", "in step 0", "archived 1"], page.FindAll(".chip").Select(c => c.TextContent.Trim()));
        Assert.Equal("choose pipelines first", page.Find("[data-test=import-reason]").TextContent.Trim());
        Assert.Contains("public_builds", page.FindAll("[data-test=risk]").Select(r => r.GetAttribute("data-code")));
        page.Find("[data-test=choose-shown]").Click();
        page.Find("[data-test=team]").Input("data");
        page.Find("[data-slug=shop-deploy] [data-test=choose]").Change(true);
        Assert.Contains("3 pipelines chosen: adds 1, updates 1, takes out 1", page.Find("[data-test=chosen]").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=search]").Input("nightly");
        Assert.Single(page.FindAll("[data-test=pipeline]"));
        Assert.EndsWith("?q=nightly", Navigation.Uri, StringComparison.Ordinal);

        page.Find("[data-test=import]").Click();
        var id = Guid.Parse(Navigation.Uri.Split('/')[^1]);
        var draft = (await Console.Drafts.FindAsync(id, Cancellation))!;
        Assert.Equal((Console.Carol.Actor, 1), (draft.Owner, draft.BaseRevision));
        Assert.Equal(["nightly", "payments-deploy"], draft.Patch.Upserts.Select(o => o.Name));
        Assert.Equal("data", ((Pipeline)draft.Patch.Upserts[0]).Labels["team"]);
        Assert.Equal(["shop-deploy"], draft.Patch.Deletes.Select(d => d.Name));
    }

    [Fact]
    public void Inventory_ForAViewer_SaysWhyItCannotBeImported()
    {
        SignIn(Console.Victor);
        var page = OpenOrganization(Put(Connection(), Seen(10, "nightly")).Id);
        page.Find("[data-test=choose-shown]").Click();
        page.Find("[data-test=import]").Click();
        Assert.Contains("editor role", page.Find("[data-test=import-reason]").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/settings/buildkite/" + Acme, Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Inventory_NeverListed_SaysWhatComesNext() =>
        Assert.Contains("Not listed yet", OpenOrganization(Put(Connection() with { ListedAt = null, OrganizationId = null }).Id).Find("[data-test=empty]").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Pipeline_Renamed_SaysSoAndTakesTheSlugIntoADraft()
    {
        Put(Connection(), Seen(2, "payments-release"));
        var page = OpenPipeline("payments-deploy");
        var banner = page.Find("[data-test=slug-changed]").TextContent;
        Assert.Contains("payments-deploy is payments-release", banner.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("known by its UUID", banner, StringComparison.Ordinal);
        page.Find("[data-test=follow]").Click();
        var draft = (await Console.Drafts.FindAsync(Guid.Parse(Navigation.Uri.Split('/')[^1]), Cancellation))!;
        Assert.Equal("payments-release", Assert.IsType<Pipeline>(Assert.Single(draft.Patch.Upserts)).Slug);
    }

    [Fact]
    public async Task Pipeline_Gone_HasATombstoneAndStaysInThePolicy()
    {
        Put(Connection(), Seen(2, "payments-deploy") with { GoneAt = Console.Now.AddDays(-2) });
        var page = OpenPipeline("payments-deploy");
        Assert.Contains("Gone from Buildkite. Not listed since 2\u00A0days ago", page.Find("[data-test=gone]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=risks]"));
        page.Find("[data-test=follow]").Click();
        Assert.Equal("payments-deploy", Assert.Single((await Console.Drafts.FindAsync(Guid.Parse(Navigation.Uri.Split('/')[^1]), Cancellation))!.Patch.Deletes).Name);
        Assert.Contains("never listed this UUID", OpenPipeline("shop-deploy").Find("[data-test=gone]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipelines_GoneOrRenamed_AreMarkedInTheirList_AndFiltered()
    {
        Put(Connection(), Seen(2, "payments-release"), Seen(3, "shop-deploy") with { GoneAt = Console.Now.AddDays(-2) });
        Navigation.NavigateTo("/policy/pipelines");
        var page = Render<ObjectsPage>(p => p.Add(x => x.KindSlug, "pipelines"));
        page.WaitForElement("[data-test=moved]");
        Assert.Equal("slug is payments-release by now", page.Find("[data-name=payments-deploy] [data-test=slug-changed]").TextContent);
        Assert.NotEmpty(page.FindAll("[data-name=shop-deploy] [data-test=gone]"));
        page.Find("[data-test=chip-gone]").Click();
        Assert.Equal("shop-deploy", Assert.Single(page.FindAll("[data-test=object]")).GetAttribute("data-name"));
        Assert.EndsWith("buildkite=gone", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-test=chip-renamed]").Click();
        Assert.Equal("payments-deploy", Assert.Single(page.FindAll("[data-test=object]")).GetAttribute("data-name"));
    }

    [Fact]
    public void Pipelines_WithoutAConnection_OrWithBuildkiteAway_AreListedAllTheSame()
    {
        Navigation.NavigateTo("/policy/pipelines");
        Assert.Empty(Render<ObjectsPage>(p => p.Add(x => x.KindSlug, "pipelines")).FindAll("[data-test=moved]"));
        Buildkite.IsAway = true;
        var page = Render<ObjectsPage>(p => p.Add(x => x.KindSlug, "pipelines"));
        page.WaitForElement("[data-test=failed]");
        Assert.Equal(2, page.FindAll("[data-test=object]").Count);
    }

    [Fact]
    public void Pipeline_WithForks_ShowsTheRisk()
    {
        Put(Connection(), Seen(2, "payments-deploy", p => p with { Source = new SourceSettings { BuildsForks = true, BuildsPullRequests = true, PrefixesForkBranches = false } }), Seen(3, "shop-deploy"));
        var page = OpenPipeline("payments-deploy");
        Assert.Contains("a stranger's branch main meets every condition", page.Find("[data-code=forks_unprefixed]").ParentElement!.TextContent.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Open Source", page.Find("[data-test=buildkite-facts]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(OpenPipeline("shop-deploy").FindAll("[data-test=no-risks]"));
    }

    [Fact]
    public void Pipeline_OfNoConnectedOrganization_ShowsNothing()
    {
        Assert.Empty(OpenPipeline("payments-deploy").FindAll("[data-test=at-buildkite]"));
        Put(Connection() with { Organization = "other", OrganizationId = Guid.NewGuid() });
        Assert.Empty(OpenPipeline("payments-deploy").FindAll("[data-test=at-buildkite]"));
    }

    [Fact]
    public void Pipeline_WhoseConnectionCannotBeRead_CanBeEditedAllTheSame()
    {
        Buildkite.IsAway = true;
        var page = OpenPipeline("payments-deploy");
        Assert.NotEmpty(page.FindAll("[data-test=failed]"));
        Assert.Contains("payments-deploy", page.Find("[data-test=yaml]").TextContent + page.Find("[data-test=yaml]").GetAttribute("value"), StringComparison.Ordinal);
    }

    private static BuildkiteConnection Connection() => new()
    {
        Id = Acme,
        Organization = "acme",
        OrganizationId = Acme,
        Address = BuildkiteApi.DefaultAddress,
        ProtectedToken = "of other keys",
        AddedAt = Console.Now,
        AddedBy = Console.Alice.Actor,
        ListedAt = Console.Now,
        TriedAt = Console.Now,
        Clusters = [Cluster],
    };

    private static KnownPipeline Seen(int number, string slug, Func<InventoryPipeline, InventoryPipeline>? change = null)
    {
        var pipeline = new InventoryPipeline { Id = FakeBuildkite.IdOf(number), Slug = slug, Name = slug, ClusterId = Cluster.Id };
        return new KnownPipeline(change?.Invoke(pipeline) ?? pipeline, Console.Now, null);
    }

    private BuildkiteConnection Put(BuildkiteConnection connection, params KnownPipeline[] known)
    {
        Buildkite.Put(connection, known);
        return connection;
    }

    private IRenderedComponent<BuildkitePage> OpenConnections()
    {
        Navigation.NavigateTo("/settings/buildkite");
        return Render<BuildkitePage>();
    }

    private IRenderedComponent<OrganizationPage> OpenOrganization(Guid id)
    {
        Navigation.NavigateTo($"/settings/buildkite/{id}");
        return Render<OrganizationPage>(p => p.Add(o => o.Id, id));
    }

    private IRenderedComponent<ObjectEditPage> OpenPipeline(string name)
    {
        Navigation.NavigateTo($"/policy/pipelines/edit?name={name}");
        return Render<ObjectEditPage>(p => p.Add(o => o.KindSlug, "pipelines"));
    }
}
