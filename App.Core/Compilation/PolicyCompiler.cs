using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// Compiles a policy into the bundles of every target: one for each environment, and one for each deployment in it. What was compiled is
/// remembered by <see cref="DeploymentPolicy"/> instance, so that after a change only what the change touches is compiled and assembled anew.
/// </summary>
public sealed class PolicyCompiler(ImmutableArray<ITargetCompiler> compilers)
{
    private readonly ImmutableArray<CachedCompiler> compilers = [.. compilers.Select(c => new CachedCompiler(c))];

    public ImmutableArray<Target> Targets => [.. compilers.Select(c => c.Compiler.Target)];

    /// <summary>When bundles change by themselves.</summary>
    public BoundaryCalendar Calendar { get; } = new([.. compilers.Where(c => !c.HasClock).Select(c => c.Target)]);

    /// <summary>Every bundle that may differ from <paramref name="before"/>, tombstones of what is gone included; whether it does, its digest says.</summary>
    /// <param name="before">What the present bundles were compiled from; null to compile everything.</param>
    public IEnumerable<CompiledBundle> Compile(CompilationInput input, CompilationInput? before)
    {
        var environments = input.Policy.Environments.Keys.Union(before?.Policy.Environments.Keys ?? [], StringComparer.Ordinal);
        foreach (var environment in environments.Order(StringComparer.Ordinal))
        {
            foreach (var bundle in compilers.SelectMany(compiler => Compile(compiler, environment, input, before)))
                yield return bundle;
        }
    }

    /// <summary>The scopes of single services whose bundles may differ; ordered by environment, service and target. Nothing is compiled.</summary>
    public IEnumerable<BundleScope> DifferingSlices(CompilationInput before, CompilationInput after) =>
        from environment in after.Policy.Environments.Keys.Union(before.Policy.Environments.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        from service in ServicesIn(environment, after).Union(ServicesIn(environment, before), StringComparer.Ordinal).Order(StringComparer.Ordinal)
        from compiler in compilers
        where MayDiffer(compiler, environment, service, after, before)
        select new BundleScope(environment, compiler.Compiler.Target, service);

    /// <summary>The bundle of a single service, alone.</summary>
    public CompiledBundle CompileSlice(CompilationInput input, BundleScope scope) => compilers.Single(c => c.Compiler.Target == scope.Target)
        .Assemble(input, scope, input.Policy.Find(scope.Environment, scope.Service!) is { } deployment ? [deployment] : []);

    /// <summary>The tombstones of those scopes that are gone from the policy.</summary>
    public IEnumerable<CompiledBundle> CompileTombstones(CompilationInput input, IEnumerable<BundleScope> scopes) =>
        from scope in scopes.Order()
        from compiler in compilers.Where(c => c.Compiler.Target == scope.Target)
        let bundle = compiler.Assemble(input, scope, [])
        where bundle.IsTombstone
        select bundle;

    /// <summary>How a deployment is enforced, hop by hop in their order; hops whose target has no compiler are left out.</summary>
    public DeploymentCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment) => new(
        deployment,
        DeploymentCoverage.LossesOf(deployment.Deployment),
        [
            .. deployment.Deployment.Hops.Select((hop, index) => compilers.FirstOrDefault(c => c.Compiler.Target == hop.Engine)?.Cover(directory, deployment, index))
                .OfType<HopCoverage>(),
        ]);

    private static IEnumerable<CompiledBundle> Compile(CachedCompiler compiler, string environment, CompilationInput input, CompilationInput? before)
    {
        var deployments = input.Policy.DeploymentsIn(environment).ToArray();
        var common = before is not null && HasSameCommonPart(environment, input, before);
        var touched = deployments.Where(d => !common || !compiler.IsGivenTheSame(d, input, before!.Policy.Find(environment, d.Service.Name), before)).ToArray();
        var gone = before?.Policy.DeploymentsIn(environment).Where(d => input.Policy.Find(environment, d.Service.Name) is null).ToArray() ?? [];

        foreach (var deployment in touched)
            yield return compiler.Assemble(input, new BundleScope(environment, compiler.Compiler.Target, deployment.Service.Name), [deployment]);
        foreach (var deployment in gone)
            yield return compiler.Assemble(input, new BundleScope(environment, compiler.Compiler.Target, deployment.Service.Name), []);
        if (touched.Length > 0 || gone.Length > 0 || !common)
            yield return compiler.Assemble(input, new BundleScope(environment, compiler.Compiler.Target), deployments);
    }

    private static IEnumerable<string> ServicesIn(string environment, CompilationInput input) =>
        input.Policy.DeploymentsIn(environment).Select(d => d.Service.Name);

    private static bool MayDiffer(CachedCompiler compiler, string environment, string service, CompilationInput input, CompilationInput before) =>
        !HasSameCommonPart(environment, input, before)
        || input.Policy.Find(environment, service) is not { } deployment
        || !compiler.IsGivenTheSame(deployment, input, before.Policy.Find(environment, service), before);

    /// <summary>Whether what all bundles of an environment share is the same: its settings, the principals, the providers and their keys.</summary>
    private static bool HasSameCommonPart(string environment, CompilationInput input, CompilationInput before) =>
        input.Policy.Environments.TryGetValue(environment, out var now) && before.Policy.Environments.TryGetValue(environment, out var then) && now == then
        && ReferenceEquals(input.Policy.Principals, before.Policy.Principals) && input.IssuerKeys.SequenceEqual(before.IssuerKeys);

    /// <summary>A compiler with what it made of deployments that still stand; entries go with the deployment.</summary>
    private sealed class CachedCompiler(ITargetCompiler compiler)
    {
        private readonly ConditionalWeakTable<DeploymentPolicy, CompiledDeployment> compiled = [];
        private readonly ConditionalWeakTable<PrincipalDirectory, ConditionalWeakTable<DeploymentPolicy, HopCoverage[]>> covered = [];
        private readonly DeploymentsInTime inTime = new();

        public ITargetCompiler Compiler => compiler;

        public BoundaryCalendar Calendar { get; } = new(compiler.HasClock ? [] : [compiler.Target]);

        public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) =>
            covered.GetOrCreateValue(directory).GetValue(
                deployment, d => [.. d.Deployment.Hops.Select((h, i) => h.Engine == compiler.Target ? compiler.Cover(directory, d, i) : null!)])[hop];

        /// <summary>Whether the engine would be told the same of a deployment as before, now and later, for what the deployment itself says.</summary>
        public bool IsGivenTheSame(DeploymentPolicy deployment, CompilationInput input, DeploymentPolicy? former, CompilationInput before) =>
            ReferenceEquals(deployment, former)
            && (!Calendar.Concerns(deployment) || BoundaryCalendar.AreStatesTheSame(deployment, input.EffectiveAt, before.EffectiveAt));

        public CompiledBundle Assemble(CompilationInput input, BundleScope scope, DeploymentPolicy[] deployments)
        {
            var later = Calendar.BoundariesAhead(deployments, input.EffectiveAt).Select(at => (at, Files(input with { EffectiveAt = at }, scope, deployments)));
            ImmutableArray<BundleFile> files = [.. BundleStates.Write(compiler.Target, Files(input, scope, deployments), later), .. PullerFile.Of(input, scope)];
            var coverage = CoverageCounts.Of(deployments.SelectMany(d => Hops(input.Policy.Principals, d), (d, hop) => (d, hop)));
            return new CompiledBundle(
                scope, compiler.Roots, coverage, files, ContentDigest.Of(compiler.Roots, coverage, files), IsTombstone: deployments.Length == 0 && IsGone(input, scope))
            {
                Stamp = compiler.Stamp,
            };
        }

        private ImmutableArray<BundleFile> Files(CompilationInput input, BundleScope scope, DeploymentPolicy[] deployments) =>
            compiler.Assemble(input, scope, [.. deployments.Select(d => compiled.GetValue(Given(d, input), compiler.Compile))]);

        private DeploymentPolicy Given(DeploymentPolicy deployment, CompilationInput input) =>
            Calendar.Concerns(deployment) ? inTime.At(deployment, input.EffectiveAt) : deployment;

        private IEnumerable<HopCoverage> Hops(PrincipalDirectory directory, DeploymentPolicy deployment) =>
            deployment.Deployment.Hops.Index().Where(h => h.Item.Engine == compiler.Target).Select(h => Cover(directory, deployment, h.Index));

        private static bool IsGone(CompilationInput input, BundleScope scope) =>
            !input.Policy.HasEnvironment(scope.Environment) || (scope.Service is { } service && input.Policy.Find(scope.Environment, service) is null);
    }
}
