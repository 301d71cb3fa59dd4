using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>One deployment as one identity meets it.</summary>
/// <param name="Rules">The rules for it; none where they do not matter.</param>
internal readonly record struct DeploymentView(Regime Regime, ImmutableArray<DeploymentRule> Rules, bool IsConnection)
{
    public static DeploymentView Of(DeploymentPolicy? deployment, IdentityRef identity, Standing standing)
    {
        var regime = RegimeOf(deployment, identity.Kind, standing.IsRefused, standing.IsGovernedAsCi);
        return regime is Regime.Closed or Regime.Open
            ? new DeploymentView(regime, [], false)
            : new DeploymentView(regime, RulesFor(deployment!, standing.Principal), IsTcp(deployment!));
    }

    /// <summary>Whether nothing stands between callers and the deployment.</summary>
    public static bool IsOpen(DeploymentPolicy deployment) => deployment.Deployment.Mode == Mode.Shadow || deployment.Deployment.Hops.Count == 0;

    /// <param name="isRefused">Whether the caller is refused whatever it asks for.</param>
    /// <param name="isGovernedAsCi">Whether isolation of pipelines governs it.</param>
    public static Regime RegimeOf(DeploymentPolicy? deployment, IdentityKind kind, bool isRefused, bool isGovernedAsCi)
    {
        if (deployment is null)
            return Regime.Closed;
        return IsOpen(deployment) ? Regime.Open : DecidedRegimeOf(deployment, kind, isRefused, isGovernedAsCi);
    }

    /// <summary>The same as it is decided, whether or not anything enforces it.</summary>
    public static Regime DecidedRegimeOf(DeploymentPolicy deployment, IdentityKind kind, bool isRefused, bool isGovernedAsCi)
    {
        // A TCP connection has no token to show.
        if (isRefused || (kind is IdentityKind.Token or IdentityKind.AnyToken && IsTcp(deployment)))
            return Regime.Closed;
        return IsGoverned(deployment.Deployment, kind, isGovernedAsCi) ? Regime.Governed : Regime.LeftAlone;
    }

    private static bool IsGoverned(Deployment deployment, IdentityKind kind, bool isGovernedAsCi)
    {
        if (deployment.Isolation == Isolation.All)
            return true;
        return kind == IdentityKind.NoCredential ? deployment.Unidentified == Unidentified.Deny : isGovernedAsCi;
    }

    public static bool IsTcp(DeploymentPolicy deployment) => deployment.Deployment.Protocol == Protocol.Tcp;

    public static ImmutableArray<DeploymentRule> RulesFor(DeploymentPolicy deployment, Principal? principal) => principal is null
        ? deployment.AnyoneRules
        : [.. deployment.NarrowRulesFor(principal), .. deployment.BroadRules.Where(r => r.Principals.Contains(principal)), .. deployment.AnyoneRules];
}
