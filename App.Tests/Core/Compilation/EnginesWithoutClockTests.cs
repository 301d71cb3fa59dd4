using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

/// <summary>What the compiler gives an engine that cannot tell the time; the policy's one bounded grant is valid from November to February.</summary>
public sealed class EnginesWithoutClockTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Expires = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PolicySet Policy = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document);

    [Fact]
    public void Rules_AtAnInstant_AreThoseInForceWithoutTheirBounds()
    {
        Assert.DoesNotContain("deploys", RulesAt(From.AddTicks(-1)), StringComparison.Ordinal);
        Assert.Contains("deploys from any until any", RulesAt(From), StringComparison.Ordinal);
        Assert.Contains("deploys from any until any", RulesAt(Expires.AddTicks(-1)), StringComparison.Ordinal);
        Assert.DoesNotContain("deploys", RulesAt(Expires), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_ForAnEngineWithAClock_CarryTheirBounds() =>
        Assert.Contains($"deploys from {From:O} until {Expires:O}", RulesOf(new PolicyCompiler([new Recorder(hasClock: true)]), Expires), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(false, 24 * 20, false)]
    [InlineData(false, 24 * 93, true)]
    [InlineData(true, 24 * 93, false)]
    public void Time_ThatPassesABoundary_ChangesTheBundlesOfTheDeploymentAndOfItsEnvironment(bool hasClock, int hours, bool isChanged)
    {
        var compiler = new PolicyCompiler([new Recorder(hasClock)]);
        var before = At(From);
        string?[] expected = isChanged ? ["payments", null] : [];
        Assert.Equal(expected, compiler.Compile(At(From.AddHours(hours)), before).Select(b => b.Scope.Service));
    }

    private static string RulesAt(DateTimeOffset instant) => RulesOf(new PolicyCompiler([new Recorder(hasClock: false)]), instant);

    private static string RulesOf(PolicyCompiler compiler, DateTimeOffset instant)
    {
        var bundle = compiler.Compile(At(instant), before: null).Single(b => b.Scope.ToString() == "production/linkerd/payments");
        return Encoding.UTF8.GetString(bundle.Files.Single().Content.Span);
    }

    private static CompilationInput At(DateTimeOffset instant) => new(Policy, ImmutableSortedDictionary<string, JwkSet>.Empty, instant);

    /// <summary>An engine whose language is the list of its rules.</summary>
    private sealed class Recorder(bool hasClock) : ITargetCompiler
    {
        public Target Target => Target.Linkerd;

        public ImmutableArray<string> Roots => ["linkerd"];

        public bool HasClock => hasClock;

        public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => new(Target, hop, [], []);

        public CompiledDeployment Compile(DeploymentPolicy deployment) => new Recorded(deployment);

        public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments) =>
            [new BundleFile("linkerd/rules", Encoding.UTF8.GetBytes(string.Join('\n', deployments.SelectMany(d => d.Deployment.Rules).Select(r => Line(r.Grant)))))];

        private static string Line(Grant grant) => $"{grant.Name} from {grant.ValidFrom?.ToString("O") ?? "any"} until {grant.Expires?.ToString("O") ?? "any"}";
    }

    private sealed record Recorded(DeploymentPolicy Deployment) : CompiledDeployment(Deployment);
}
