using AccessConsole.Components.Pages.Home;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Hosting;

/// <summary>What a console that loads the sample organisation begins with.</summary>
public sealed class SampleTests(DatabaseFixture database, PostgresFixture postgres) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task Decisions_OfTheLastDays_AreWhatTheEvaluatorSays()
    {
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: ("Console:Sample", "true"));
        var decisions = await host.Get<IDecisionLog>().ListAsync(new DecisionFilter(), null, 5000, CancellationToken.None);
        var policy = host.Get<LivePolicy>().Current.Policy;

        Assert.InRange(decisions.Count, 500, 2000);
        Assert.All(decisions, decision => Assert.InRange(decision.At, DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow));
        Assert.All(decisions, decision => Assert.True(policy.Services[decision.Service!].Deployments.Any(d => d.Environment == decision.Environment), $"{decision.Service} is not in {decision.Environment}"));
        Assert.All(decisions, decision => Assert.True(policy.Pipelines.ContainsKey(decision.Principal!["pipeline/".Length..]), decision.Principal));
        Assert.Superset(new HashSet<string> { "granted", "denied_by_grant", "no_grant", "path_not_canonical" }, decisions.Select(d => d.Reason).ToHashSet());
        Assert.True(decisions.Select(d => d.Grant).OfType<string>().Distinct().Count() >= 12, "few grants are used");
        var loaded = Assert.Single(await host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.SampleLoaded), null, 10, CancellationToken.None)).Event;
        Assert.Equal((Actor.System, "revision/1"), (loaded.Actor, loaded.Subject));
        foreach (var decision in decisions.DistinctBy(d => (d.Principal, d.Environment, d.Service, d.Path, d.Reason)))
            Assert.True((await host.Get<DecisionExplainer>().ExplainAsync(decision, CancellationToken.None))?.IsSame, $"{decision.Principal} {decision.Path}: {decision.Reason}");
    }

    [Fact]
    public async Task Home_MarksThePolicyThatBeganWithIt_AndNoOther()
    {
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: ("Console:Sample", "true"));
        var home = host.Get<HomeViewModel>();
        await home.LoadAsync(Components.Console.Victor, CancellationToken.None);
        Assert.Equal("/revisions/1", home.SampleAddress);

        await using var other = new DatabaseFixture(postgres);
        await other.InitializeAsync();
        await using var own = await ConsoleHost.StartAsync(other.ConnectionString);
        await own.SeedAsync(SmallPolicy.Yaml);
        home = own.Get<HomeViewModel>();
        await home.LoadAsync(Components.Console.Victor, CancellationToken.None);
        Assert.Null(home.SampleAddress);
    }
}
