using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;
using Xunit;

namespace AccessConsole.Tests.Exploring;

/// <summary>What is around somebody with many ways, and what is shown of it.</summary>
public sealed class AccessGraphTests
{
    private static readonly AccessFocus Deploy = new(PolicyKind.Pipeline, "deploy");

    [Fact]
    public void ManyWays_AreFoldedIntoTheirGrants_EachCountedOnce()
    {
        var graph = Around(grants: 3, services: 12);
        Assert.Equal(["grant-1", "grant-2", "grant-3"], graph.Groups.Select(g => g.Key));
        Assert.All(graph.Groups, g => Assert.Equal((12, false, 0), (g.Ways.Count, g.IsOpen, g.Shown.Count)));
        Assert.Equal((36, 0L), (graph.Ways, graph.LeftOut));
        Assert.Equal(["deploy", "grant-1", "grant-2", "grant-3"], graph.Nodes().Select(n => n.Label));
    }

    [Fact]
    public void OneOpened_ShowsItsWaysAndNoOthers()
    {
        var graph = Around(grants: 3, services: 12, open: "grant-2");
        Assert.Equal([false, true, false], graph.Groups.Select(g => g.IsOpen));
        Assert.Equal(12, graph.Nodes().Count(n => n.Kind == "way"));
        Assert.Equal("grant-2~grant-3", graph.Open.Toggle("grant-3").ToString());
        Assert.Equal("-", graph.Open.Toggle("grant-2").ToString());
        Assert.Equal("*~grant-2", OpenGroups.All.Toggle("grant-2").ToString());
    }

    [Theory]
    [InlineData("grant")]
    [InlineData("service")]
    [InlineData("environment")]
    public void EveryGrouping_IsATreeWhoseRowsNeverOverlap(string grouping)
    {
        var graph = Around(grants: 3, services: 4, grouping, "*");
        var nodes = graph.Nodes().ToArray();
        var edges = graph.Edges().ToArray();
        Assert.Equal(nodes.Skip(1).Select(n => n.Id).Order(StringComparer.Ordinal), edges.Select(e => e.Target).Order(StringComparer.Ordinal));
        Assert.Equal(nodes.Length, nodes.Select(n => (n.X, n.Y)).Distinct().Count());
        Assert.Equal(12, nodes.Count(n => n.Kind == "way"));
        // Lines cross where what hangs on a later group stands above what hangs on an earlier one.
        Assert.Equal(nodes.Where(n => n.Kind == "way").Select(n => n.Y), nodes.Where(n => n.Kind == "way").Select(n => n.Y).Order());
    }

    [Fact]
    public void MoreGroupsThanAnybodyReads_AreGatheredOtherwise()
    {
        Assert.Equal(GraphGrouping.Service, Around(grants: 120, services: 2).Grouping);
        var asked = Around(grants: 120, services: 2, "grant");
        Assert.Equal((GraphGrouping.Grant, 100, 40L), (asked.Grouping, asked.Groups.Count, asked.LeftOut));
    }

    [Fact]
    public void MoreWaysThanFit_AreNotDrawn_AndStillCounted()
    {
        var graph = Around(grants: 3, services: 90, open: "*");
        Assert.Equal(AccessGraph.MaxNodes, graph.Nodes().Count());
        Assert.Equal(270, graph.Ways);
    }

    private static AccessGraph Around(int grants, int services, string? grouping = null, string? open = null)
    {
        var policy = PolicySet.Of(Everything(grants, services));
        var moment = new AccessMoment(1, policy, new ReachAtlas(policy.Principals), new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), IsLive: true);
        return AccessGraph.Around(moment, AccessFilter.Of(null, null, null, null, null, null), Deploy, GraphGroupings.Parse(grouping), OpenGroups.Parse(open));
    }

    /// <summary>Each grant lets the one pipeline come to each service.</summary>
    private static PolicyDocument Everything(int grants, int services) => new()
    {
        IdentityProviders = [new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = "https://ci.example", Audience = "https://access.example", IdentifyBy = IdentifyBy.Slug } }],
        Environments = [new PolicyEnvironment { Name = "production" }],
        Pipelines = [new Pipeline { Name = "deploy", Provider = "ci", Organization = new Organization { Slug = "acme" }, Slug = "deploy" }],
        Services = [.. Enumerable.Range(1, services).Select(i => new Service
        {
            Name = $"service-{i}",
            Deployments = [new Deployment { Environment = "production", Hosts = [$"s{i}.example"], Upstream = "http://10.0.0.1", Hops = [new Hop { Engine = Target.Nginx }] }],
        })],
        Roles = [.. Enumerable.Range(1, grants).Select(i => new Role
        {
            Name = $"role-{i}",
            Permissions = [new Permission { Services = new Selector.Names([.. Enumerable.Range(1, services).Select(s => $"service-{s}")]), Methods = MethodSet.Get, Paths = [PathTemplate.Everything] }],
        })],
        Grants = [.. Enumerable.Range(1, grants).Select(i => new Grant
        {
            Name = $"grant-{i}",
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names(["deploy"]) },
            Role = $"role-{i}",
            Environments = ["production"],
        })],
    };
}
