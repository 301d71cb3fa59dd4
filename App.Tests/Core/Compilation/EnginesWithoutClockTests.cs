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
    private static readonly PolicySet Policy = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text.Replace("opa]", "istio]", StringComparison.Ordinal)).Document);

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
    [InlineData(false, (24 * 88) - 1, false)]
    [InlineData(false, 24 * 88, true)]
    [InlineData(false, 24 * 93, true)]
    [InlineData(true, 24 * 93, false)]
    public void Time_ThatPassesABoundaryOrComesNear_ChangesTheBundlesOfTheDeploymentAndOfItsEnvironment(bool hasClock, int hours, bool isChanged)
    {
        var compiler = new PolicyCompiler([new Recorder(hasClock)]);
        var before = At(From);
        string?[] expected = isChanged ? ["payments", null] : [];
        Assert.Equal(expected, compiler.Compile(At(From.AddHours(hours)), before).Select(b => b.Scope.Service));
    }

    [Fact]
    public void BundleAheadOfABoundary_CarriesWhatIsInForceAfterIt()
    {
        Assert.Equal(["istio/rules"], FilesAt(Expires.AddHours(-97)));
        Assert.Equal(["istio/rules", "istio/states.json", "istio/states/1/rules"], FilesAt(Expires.AddHours(-96)));
        Assert.Equal(["istio/rules", "istio/states.json", "istio/states/1/rules"], FilesAt(Expires.AddSeconds(-1)));
        Assert.Equal(["istio/rules"], FilesAt(Expires));
    }

    [Fact]
    public void StateAhead_IsWhatTheBundleSaysWhenItsTimeHasCome()
    {
        var ahead = BundleAt(Expires.AddHours(-1)).Files.Single(f => f.Path == "istio/states/1/rules");
        Assert.True(ahead.Content.Span.SequenceEqual(BundleAt(Expires).Files.Single().Content.Span));
    }

    [Fact]
    public void BundlesOfADay_AreTheSameWhilstNoBoundaryPasses()
    {
        Assert.Equal(BundleAt(Expires.AddHours(-72)).ContentDigest, BundleAt(Expires.AddHours(-49)).ContentDigest);
        Assert.NotEqual(BundleAt(Expires.AddSeconds(-1)).ContentDigest, BundleAt(Expires).ContentDigest);
    }

    [Fact]
    public void FractionOfASecond_CountsAsTheSecondAfterIt()
    {
        var policy = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text.Replace("opa]", "istio]", StringComparison.Ordinal)
            .Replace("2027-02-01T00:00:00Z", "2027-02-01T00:00:00.25Z", StringComparison.Ordinal)).Document);
        Assert.Equal(Expires.AddSeconds(1), new PolicyCompiler([new Recorder(hasClock: false)]).Calendar.NextChange(policy, Expires.AddMinutes(-1)));
        Assert.Contains("deploys", RulesOf(new PolicyCompiler([new Recorder(hasClock: false)]), Expires, policy), StringComparison.Ordinal);
        Assert.DoesNotContain("deploys", RulesOf(new PolicyCompiler([new Recorder(hasClock: false)]), Expires.AddSeconds(1), policy), StringComparison.Ordinal);
    }

    private static string RulesAt(DateTimeOffset instant) => RulesOf(new PolicyCompiler([new Recorder(hasClock: false)]), instant);

    private static string RulesOf(PolicyCompiler compiler, DateTimeOffset instant, PolicySet? policy = null) =>
        Encoding.UTF8.GetString(BundleOf(compiler, At(instant, policy)).Files[0].Content.Span);

    private static IEnumerable<string> FilesAt(DateTimeOffset instant) => BundleAt(instant).Files.Select(f => f.Path);

    private static CompiledBundle BundleAt(DateTimeOffset instant) => BundleOf(new PolicyCompiler([new Recorder(hasClock: false)]), At(instant));

    private static CompiledBundle BundleOf(PolicyCompiler compiler, CompilationInput input) =>
        compiler.Compile(input, before: null).Single(b => b.Scope.ToString() == "production/istio/payments");

    private static CompilationInput At(DateTimeOffset instant, PolicySet? policy = null) => new(policy ?? Policy, ImmutableSortedDictionary<string, JwkSet>.Empty, instant);

    /// <summary>An engine whose language is the list of its rules.</summary>
    private sealed class Recorder(bool hasClock) : ITargetCompiler
    {
        public Target Target => Target.Istio;

        public ImmutableArray<string> Roots => ["istio"];

        public bool HasClock => hasClock;

        public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => new(Target, hop, [], []);

        public CompiledDeployment Compile(DeploymentPolicy deployment) => new Recorded(deployment);

        public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments) =>
            [new BundleFile("istio/rules", Encoding.UTF8.GetBytes(string.Join('\n', deployments.SelectMany(d => d.Deployment.Rules).Select(r => Line(r.Grant)))))];

        private static string Line(Grant grant) => $"{grant.Name} from {grant.ValidFrom?.ToString("O") ?? "any"} until {grant.Expires?.ToString("O") ?? "any"}";
    }

    private sealed record Recorded(DeploymentPolicy Deployment) : CompiledDeployment(Deployment);
}
