using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.LeastPrivilege;

public sealed class GrantEvidenceTests
{
    private static readonly DateTimeOffset Now = SeenPolicy.Now;
    private static readonly DateTimeOffset Begin = EvidenceWindow.BeginningOf(30, Now);

    [Fact]
    public void Grant_ThatAllEnginesWereHeardOf_IsUnused()
    {
        var evidence = Evidence([SeenPolicy.Source("staging", Target.Opa, Begin.AddHours(3), days: 28)]);
        Assert.Equal((GrantStanding.Unused, 1, 28), (evidence.Standing, evidence.Heard, evidence.FewestDays));
    }

    [Fact]
    public void Grant_OfWhichOneEngineIsSilent_IsNeverUnused()
    {
        DecisionSource[] heard = [SeenPolicy.Source("staging", Target.Opa, Begin)];
        var evidence = Evidence(heard, d => d with { Hops = [new Hop { Engine = Target.Nginx }, new Hop { Engine = Target.Opa }] });
        Assert.Equal((GrantStanding.Unproven, new SilentHop("staging", "payments", Target.Nginx)), (evidence.Standing, Assert.Single(evidence.Silent)));
        Assert.Equal(GrantStanding.Unproven, Evidence([]).Standing);
        Assert.Equal(GrantStanding.Unproven, Evidence([SeenPolicy.Source("production", Target.Opa, Begin)]).Standing);
        Assert.Equal(new SilentHop("staging", "payments", null), Assert.Single(Evidence(heard, d => d with { Hops = [] }).Silent));
    }

    [Fact]
    public void Grant_OfAServiceWithoutAnEngine_IsUnusedWhereTheConsoleWasAskedAboutIt()
    {
        DecisionSource[] asked = [SeenPolicy.Source("staging", null, Begin)];
        Assert.Equal((GrantStanding.Unused, 1), (Evidence(asked, d => d with { Hops = [] }).Standing, Evidence(asked, d => d with { Hops = [] }).Heard));
        // What the console was asked says nothing of an engine.
        Assert.Equal((GrantStanding.Unproven, new SilentHop("staging", "payments", Target.Opa)), (Evidence(asked).Standing, Assert.Single(Evidence(asked).Silent)));
    }

    [Fact]
    public void Grant_OfALogThatBeganWithinTheWindow_IsNeverUnused()
    {
        Assert.Equal(GrantStanding.Unproven, Evidence([SeenPolicy.Source("staging", Target.Opa, Begin.AddDays(1))]).Standing);
        Assert.Equal(GrantStanding.Unused, Evidence([SeenPolicy.Source("staging", Target.Opa, Begin.AddDays(1).AddMicroseconds(-1))]).Standing);
    }

    [Fact]
    public void Grant_OfWhichOneEngineBeganWithinTheWindow_IsNeverUnused_AndTheEngineIsNamed()
    {
        DecisionSource[] heard = [SeenPolicy.Source("staging", Target.Opa, Begin), SeenPolicy.Source("staging", Target.Nginx, Begin.AddDays(29))];
        var evidence = Evidence(heard, d => d with { Hops = [new Hop { Engine = Target.Nginx }, new Hop { Engine = Target.Opa }] });
        Assert.Equal((GrantStanding.Unproven, 2, new SilentHop("staging", "payments", Target.Nginx)), (evidence.Standing, evidence.Heard, Assert.Single(evidence.Late)));
        Assert.Equal(GrantStanding.Unused, Evidence(heard).Standing);
    }

    [Fact]
    public void Grant_ThatIsYoungerThanTheWindow_IsNeverUnused() =>
        Assert.Equal((GrantStanding.Unused, GrantStanding.Unproven), (Evidence([SeenPolicy.Source("staging", Target.Opa, Begin)]).Standing, Evidence([SeenPolicy.Source("staging", Target.Opa, Begin)], changedWithin: true).Standing));

    [Fact]
    public void Grant_ThatDecided_IsUsedWhateverElseIsSilent() => Assert.Equal(GrantStanding.Used, GrantEvidence.Of([], new TotalUse(1, Now), Window([]), changedWithin: true).Standing);

    [Fact]
    public void Losses_OfItsEnvironmentsAreSaid() => Assert.Equal(7, Evidence([SeenPolicy.Source("staging", Target.Opa, Begin)]).Lost);

    private static GrantEvidence Evidence(DecisionSource[] sources, Func<Deployment, Deployment>? change = null, bool changedWithin = false)
    {
        var deployment = SeenPolicy.Policy.Find("staging", "payments")!;
        if (change is not null)
            deployment = new DeploymentPolicy(deployment.Environment, deployment.Service, change(deployment.Deployment), deployment.Rules);
        return GrantEvidence.Of([deployment], null, Window(sources), changedWithin);
    }

    private static EvidenceWindow Window(DecisionSource[] sources) => new(30, Now, sources, new Dictionary<string, long> { ["staging"] = 7, ["production"] = 9 });
}
