using AccessConsole.Components.Pages.Access;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;
using AccessConsole.Tests.Support.Fakes;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class AccessViewModelTests : IDisposable
{
    private const int Pipelines = 130;
    private const int Services = 70;

    private readonly Console console = new(Big());
    private readonly AccessHistory history;
    private readonly AccessViewModel model;

    public AccessViewModelTests()
    {
        history = new AccessHistory(console.Live, console.History, console.Clock);
        var evidence = new FakeDecisionEvidence();
        model = new AccessViewModel(history, new GrantOrigins(console.History), console.History, new ObservedAccess(evidence, new EvidenceWindows(evidence, console.Live), new GrantOrigins(console.History), console.Live), user: null!);
    }

    public void Dispose() => history.Dispose();

    [Fact]
    public async Task Matrix_LargerThanItsWindow_IsCountedByTeam()
    {
        var matrix = await MatrixAsync(new AccessQuery());
        Assert.True(matrix.Rows.IsGrouped && matrix.Columns.IsGrouped);
        Assert.Equal(["no team", "team-0", "team-1"], matrix.Rows.Headers.Select(h => h.Label));
        Assert.Equal(Pipelines, matrix.Rows.Headers.Sum(h => h.Members));
        Assert.Equal(Pipelines, Enumerable.Range(0, 3).Sum(row => Enumerable.Range(0, matrix.Columns.Headers.Count).Sum(column => matrix[row, column].Reached)));
    }

    [Fact]
    public async Task Block_Pressed_OpensItsCells()
    {
        var matrix = await MatrixAsync(new AccessQuery());
        var block = await MatrixAsync(matrix.Pressed(matrix.Rows.Headers[1], matrix.Columns.Headers[1]));
        Assert.True(block.IsLeaf);
        Assert.Equal(Math.Min(MatrixView.MaxRows, matrix.Rows.Headers[1].Members), block.Rows.Headers.Count);
        var cell = block.Pressed(block.Rows.Headers[0], block.Columns.Headers[0]);
        Assert.True(await model.ShowAsync(cell, TestContext.Current.CancellationToken));
        Assert.NotNull(model.Picture.Why);
    }

    [Fact]
    public async Task Window_IsNeverLargerThanItsBounds_AndPagesMeetEveryRowOnce()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 1; page <= 3; page++)
        {
            var matrix = await MatrixAsync(new AccessQuery { Team = "-", Rows = page });
            Assert.True(matrix.Rows.Headers.Count <= MatrixView.MaxRows && matrix.Columns.Headers.Count <= MatrixView.MaxColumns);
            seen.UnionWith(matrix.Rows.Headers.Select(h => h.Label));
            if (page * MatrixView.MaxRows >= matrix.Rows.Total)
            {
                Assert.Equal(matrix.Rows.Total, seen.Count);
                return;
            }
        }

        Assert.Fail("the rows do not end");
    }

    [Fact]
    public async Task Query_AskedLater_IsNotOvertaken()
    {
        var former = model.ShowAsync(new AccessQuery { Team = "team-0" }, TestContext.Current.CancellationToken);
        Assert.True(await model.ShowAsync(new AccessQuery { Team = "team-1" }, TestContext.Current.CancellationToken));
        await former;
        Assert.Equal("team-1", model.Picture.Query.Team);
    }

    [Theory]
    [InlineData("name=pipeline-1", 1)]
    [InlineData("pipeline-1", 41)]
    [InlineData("team=team-1 pipeline-1", 15)]
    [InlineData("nobody", 0)]
    public async Task Words_StandInNamesAndLabels(string words, int count) => Assert.Equal(count, (await MatrixAsync(new AccessQuery { Principal = words })).Rows.Headers.Sum(h => h.Members));

    private async Task<MatrixView> MatrixAsync(AccessQuery query)
    {
        Assert.True(await model.ShowAsync(query, TestContext.Current.CancellationToken));
        return model.Picture.Matrix!;
    }

    /// <summary>Each pipeline reaches one service.</summary>
    private static PolicyDocument Big() => new()
    {
        IdentityProviders = [new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = "https://ci.example", Audience = "https://access.example", IdentifyBy = IdentifyBy.Slug } }],
        Environments = [new PolicyEnvironment { Name = "production" }],
        Pipelines = [.. Enumerable.Range(0, Pipelines).Select(i => new Pipeline { Name = $"pipeline-{i}", Provider = "ci", Organization = new Organization { Slug = "acme" }, Slug = $"p-{i}", Labels = Team(i) })],
        Services = [.. Enumerable.Range(0, Services).Select(i => new Service
        {
            Name = $"service-{i}",
            Labels = Team(i),
            Deployments = [new Deployment { Environment = "production", Hosts = [$"s{i}.example"], Upstream = "http://10.0.0.1", Hops = [new Hop { Engine = Target.Nginx }] }],
        })],
        Roles = [.. Enumerable.Range(0, Services).Select(i => new Role
        {
            Name = $"role-{i}",
            Permissions = [new Permission { Services = new Selector.Names([$"service-{i}"]), Methods = MethodSet.Get, Paths = [PathTemplate.Everything] }],
        })],
        Grants = [.. Enumerable.Range(0, Pipelines).Select(i => new Grant
        {
            Name = $"grant-{i}",
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names([$"pipeline-{i}"]) },
            Role = $"role-{i % Services}",
            Environments = ["production"],
        })],
    };

    private static ValueMap Team(int index) => index % 3 == 2 ? ValueMap.Empty : new ValueMap([new("team", $"team-{index % 3}")]);
}
