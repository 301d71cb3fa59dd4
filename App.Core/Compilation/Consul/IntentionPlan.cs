using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>What the intentions of one deployment say, and what they cannot: the entries and the coverage are both made of it.</summary>
/// <param name="Sources">By name, the one for all others last.</param>
/// <param name="Unsubtracted">Allow and deny grants of which Consul cannot say that the second takes from the first.</param>
/// <param name="IsTooLarge">Whether it would not fit into one entry, so that everything is refused.</param>
/// <param name="IsGatewayOnly">
/// Whether whatever reaches the deployment comes through the hop before it. Fewer rules make no plan wider: where the rules of all times say
/// so, those of each instant do, or are not wider.
/// </param>
internal sealed record IntentionPlan(
    ConsulPlacement Placement, ImmutableArray<PlannedSource> Sources, ImmutableArray<(string Allow, string Deny)> Unsubtracted, bool IsTooLarge, bool IsGatewayOnly)
{
    /// <summary>Consul takes entries of up to 512 KiB.</summary>
    private const int MaxCharacters = 450_000;

    /// <summary>Around a provider's name, which holds three names of the policy.</summary>
    private const int ProviderOverhead = 80;

    /// <summary>Whether some permission is for requests without a token, which Consul tells by the header and so must leave there.</summary>
    public bool LooksForTokens => Sources.Any(s => s.Permissions.Any(p => p.IsAllowed && p.Tokens.IsEmpty));

    public static IntentionPlan Of(PrincipalDirectory directory, DeploymentPolicy policy, ConsulPlacement placement)
    {
        var sources = new IntentionSources(directory, policy, placement);
        if (policy.Deployment.Protocol == Protocol.Tcp)
            return new IntentionPlan(placement, Planned(sources, s => ConnectionPlanner.Of(policy, s), isGatewayOnly: false), [], false, false);
        var cells = PathCells.Of(policy.Rules.SelectMany(RuleAtCells.PathsOf).Select(p => p.Cell).Where(c => c.IsExpressible));
        if (cells is null || placement.TrustDomain is null)
            return Refusing(placement, isTooLarge: cells is null);
        var planner = new PermissionPlanner(directory, policy, cells.Value);
        var provider = policy.Environment.Name.Length + policy.Service.Name.Length + ProviderOverhead;
        var size = 0;
        var planned = Planned(sources, s => size > MaxCharacters ? PlannedSource.Denied(s.Name) : Counted(planner.Of(s)), isGatewayOnly: false);
        if (size > MaxCharacters)
            return Refusing(placement, isTooLarge: true);
        var isGatewayOnly = placement.IsLaterHop && (planner.Unsubtracted.Count > 0 || GrantLosses.AreWider(directory, policy));
        return new IntentionPlan(
            placement, isGatewayOnly ? Planned(sources, planner.Of, isGatewayOnly) : planned, [.. planner.Unsubtracted], false, isGatewayOnly);

        PlannedSource Counted(PlannedSource source)
        {
            size += source.Size(provider);
            return source;
        }
    }

    private static IntentionPlan Refusing(ConsulPlacement placement, bool isTooLarge) =>
        new(placement, [PlannedSource.Denied(PlannedSource.Others)], [], isTooLarge, placement.IsLaterHop);

    private static ImmutableArray<PlannedSource> Planned(IntentionSources sources, Func<IntentionSource, PlannedSource> plan, bool isGatewayOnly)
    {
        PlannedSource[] gateway = sources.Gateway is { } before ? [plan(before)] : [];
        var others = isGatewayOnly || sources.Others is not { } rest ? PlannedSource.Denied(PlannedSource.Others) : plan(rest);
        var named = isGatewayOnly ? [] : sources.Named.Select(plan).Concat(sources.Taken.Select(PlannedSource.Denied));
        // A service that may do nothing is named only where all others may do something.
        return [.. gateway.Concat(named.ToArray()).Where(s => s.Opens || others.Opens).OrderBy(s => s.Name, StringComparer.Ordinal), others];
    }
}
