using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class GrantLintTests
{
    [Fact]
    public void Check_OfAGrantThatAnotherCovers_NamesTheOther()
    {
        var problem = Assert.Single(Check(PolicyScene.Migrates with { Name = "only-main", When = new Conditions { Branches = [Pattern.Parse("main")] } }));
        Assert.Equal((DiagnosticCodes.LintCovered, "/upsert/grants/0"), (problem.Code, problem.Pointer));
        Assert.Equal("`payments-deploy-migrates` allows all that this grant allows: leave it out, or let it say more", problem.Message);
    }

    [Fact]
    public void Check_OfABroaderGrant_NamesThoseThatItMakesUnnecessary()
    {
        var problem = Assert.Single(Check(PolicyScene.Migrates with { Name = "every-branch", When = Conditions.None, Expires = null }));
        Assert.Equal("it allows all that `payments-deploy-migrates` allows: beside it that grant is not needed", problem.Message);
    }

    [Fact]
    public void Check_OfAGrantThatIsBroaderAsBefore_SaysNothingAgain()
    {
        var broad = PolicyScene.Migrates with { Name = "every-branch", When = Conditions.None, Expires = null };
        var basis = PolicyScene.WithGrant.Apply(new PolicyPatch { Upserts = [broad] });
        Assert.Empty(Check(basis, broad with { Reason = "said otherwise" }));
    }

    [Fact]
    public void Check_OfAGrantThatIsDenied_SaysSo()
    {
        var basis = PolicyScene.WithGrant.Apply(new PolicyPatch { Upserts = [PolicyScene.Migrates with { Name = "nobody-migrates", Effect = Effect.Deny, When = Conditions.None, Expires = null }] });
        Assert.Contains(Check(basis, PolicyScene.Migrates with { Reason = "again" }), p => p.Code == DiagnosticCodes.LintDenied);
    }

    [Fact]
    public void Check_AtADeploymentWithThousandsOfRules_LeavesThemToTheAudit()
    {
        var crowd = Enumerable.Range(0, 3_000).Select(i => PolicyScene.Migrates with { Name = $"crowd-{i}" }).ToArray();
        var draft = PolicyScene.WithGrant.Apply(new PolicyPatch { Upserts = [.. crowd] });
        Assert.Empty(GrantLint.Check(PolicyScene.WithGrant, draft, new PolicyPatch { Upserts = [.. crowd] }, PolicyScene.Now));
    }

    [Fact]
    public void Check_OfADenyBesideItsAllows_SaysNothing() =>
        Assert.Empty(Check(PolicyScene.Migrates with { Name = "not-from-main", Effect = Effect.Deny, When = new Conditions { Branches = [Pattern.Parse("main")] } }));

    [Fact]
    public void Check_OfAnotherLabel_NamesTheGrantsThatMatchNobodyNow()
    {
        var byLabel = PolicyScene.Migrates with { Name = "by-label", Principals = new PrincipalSelector { Pipelines = new Selector.Labels(new ValueMap([new("purpose", "migration")])) } };
        var pipeline = PolicyScene.WithGrant.Pipelines["payments-deploy"];
        var labelled = pipeline with { Labels = new ValueMap([.. pipeline.Labels, new("purpose", "migration")]) };
        var basis = PolicyScene.WithGrant.Apply(new PolicyPatch { Upserts = [labelled, byLabel] });
        Assert.Equal("grant `by-label`: no pipeline or workload has its labels any more: the grant matches nobody", Assert.Single(Check(basis, pipeline)).Message);
        Assert.Empty(Check(basis, labelled with { Labels = new ValueMap([.. labelled.Labels, new("tier", "deploy")]) }));
    }

    [Fact]
    public void Relocate_FindsTheGrantInTheText()
    {
        var patch = new PolicyPatch { Upserts = [PolicyScene.Migrates] };
        var problem = new Diagnostic(DiagnosticCodes.LintCovered, Severity.Warning, "", "/upsert/grants/0");
        Assert.Equal("/grants/1", GrantLint.Relocate(problem, patch, [PolicyScene.Migrates with { Name = "another" }, PolicyScene.Migrates], "/grants").Pointer);
    }

    private static Diagnostic[] Check(PolicyObject upsert) => Check(PolicyScene.WithGrant, upsert);

    private static Diagnostic[] Check(PolicySet basis, PolicyObject upsert)
    {
        var patch = new PolicyPatch { Upserts = [upsert] };
        return [.. GrantLint.Check(basis, basis.Apply(patch), patch, PolicyScene.Now)];
    }
}
