using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// Compiles policies into one engine's language. Pure and deterministic. The work is split so that a change costs what it touches:
/// a deployment is compiled by itself and the result reused while its <see cref="DeploymentPolicy"/> stays the same instance;
/// a bundle is assembled from compiled deployments and what is common to the environment.
/// </summary>
public interface ITargetCompiler
{
    Target Target { get; }

    /// <summary>The subtrees of OPA's data that a bundle of this target owns; <c>[]</c> is written as the target's own name.</summary>
    ImmutableArray<string> Roots { get; }

    /// <summary>
    /// Whether the engine itself enforces from when to when a grant is valid. One that cannot is given, for each instant, the rules in force
    /// then, without their bounds; what it enforces changes by a new bundle, or by a state that the bundle carries for later (<see cref="Bundles.BundleStates"/>).
    /// Its files then lie under the target's own name, and say nothing of deployments that do not have it as a hop.
    /// </summary>
    bool HasClock { get; }

    /// <summary>How exactly this engine decides the deployment as the hop with this index (0 is the first).</summary>
    /// <param name="directory">The policy's providers and principals: what all deployments share.</param>
    HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop);

    /// <summary>Whatever the assembly needs of one deployment, in a form that costs least to assemble.</summary>
    /// <param name="deployment">With every rule for an engine with a clock; for any other as it stands at the input's instant.</param>
    CompiledDeployment Compile(DeploymentPolicy deployment);

    /// <summary>
    /// The files of one bundle. <paramref name="deployments"/> are those of the scope's environment, ordered by service; one for a slice;
    /// none for a tombstone, which denies everything.
    /// </summary>
    ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments);

    /// <summary>
    /// The file with the revision at which its bundle changed, for an engine that cannot read the manifest. The revision is no part of what a bundle
    /// says: content is compared before it is put in.
    /// </summary>
    BundleFile Stamp(BundleFile file, int revision) => file;
}

/// <summary>One target's compiled form of a deployment; each compiler derives its own.</summary>
public abstract record CompiledDeployment(DeploymentPolicy Deployment);

/// <param name="Path">Path inside the archive, such as <c>nginx/http.conf</c>: lower-case letters, digits, <c>. _ - /</c>.</param>
public sealed record BundleFile(string Path, ReadOnlyMemory<byte> Content);
