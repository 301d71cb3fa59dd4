using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>How a deployment is enforced: by each hop, and what its own settings give away before any hop is asked.</summary>
/// <param name="Losses">What the policy itself says, so that every engine that is exact lets it happen too.</param>
public sealed record DeploymentCoverage(DeploymentPolicy Deployment, ImmutableArray<CoverageLoss> Losses, ImmutableArray<HopCoverage> Hops)
{
    private static readonly CoverageLoss ShedIdentity = new(
        "identity_shed",
        Coverage.Wider,
        null,
        "a pipeline can shed its identity: under `unidentified: allow` a caller without any credential is left alone",
        "set `unidentified: deny` or `isolation: all`, or let the environment ask for `exactness: at-least-one-hop`");

    public string Environment => Deployment.Environment.Name;

    public string Service => Deployment.Service.Name;

    public Mode Mode => Deployment.Deployment.Mode;

    /// <summary>
    /// The evaluator leaves such a caller alone too, so no engine is wider for it: nobody can tell a pipeline that shows no credential from
    /// a caller that has none, at the first hop or at a later one.
    /// </summary>
    public static ImmutableArray<CoverageLoss> LossesOf(Deployment deployment) =>
        deployment is { Isolation: Isolation.Pipelines, Unidentified: Unidentified.Allow } ? [ShedIdentity] : [];

    /// <summary>Whether the other says the same of the same service.</summary>
    public bool SaysTheSameAs(DeploymentCoverage other) =>
        (Environment, Service, Mode) == (other.Environment, other.Service, other.Mode) && Losses.SequenceEqual(other.Losses) && Hops.SequenceEqual(other.Hops);
}
