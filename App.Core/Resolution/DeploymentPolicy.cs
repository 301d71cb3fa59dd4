using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// Everything a policy says about one service in one environment. The instance is carried from a policy to its successor while nothing
/// in it changed: whoever caches by instance (compilers, the access diff) does work only for what a change touches.
/// </summary>
public sealed class DeploymentPolicy
{
    private readonly NarrowRules narrow;
    private readonly DeploymentGuard guard;
    private volatile ValidityBoundaries? boundaries;

    /// <param name="rules">Every rule that bears on the deployment, in any order.</param>
    public DeploymentPolicy(PolicyEnvironment environment, Service service, Deployment deployment, IEnumerable<DeploymentRule> rules)
    {
        Environment = environment;
        Service = service;
        Deployment = deployment;
        guard = DeploymentGuard.Of(deployment);
        Rules = [.. rules.OrderBy(r => r.Grant.Name, StringComparer.Ordinal)];
        AnyoneRules = [.. Rules.Where(r => r.IsForAnyone)];
        BroadRules = [.. Rules.Where(r => !r.Principals.IsSmall)];
        narrow = new NarrowRules(Rules);
    }

    public PolicyEnvironment Environment { get; }

    public Service Service { get; }

    public Deployment Deployment { get; }

    /// <summary>When its rules begin and end; found when first asked for and carried on with the instance.</summary>
    public ValidityBoundaries Boundaries => boundaries ??= new ValidityBoundaries(Rules.Select(r => r.Grant));

    /// <summary>What decisions need of the deployment, kept beside the rules.</summary>
    internal ref readonly DeploymentGuard Guard => ref guard;

    /// <summary>In ordinal order of the grants' names, generated grants of probes and CORS included.</summary>
    public ImmutableArray<DeploymentRule> Rules { get; }

    public ImmutableArray<DeploymentRule> AnyoneRules { get; }

    /// <summary>Rules for so many principals that they are asked and not indexed, in ordinal order.</summary>
    public ImmutableArray<DeploymentRule> BroadRules { get; }

    /// <summary>The rules that name the principal in a small set, in ordinal order; broad rules and those for anyone are not among them.</summary>
    public ImmutableArray<DeploymentRule> NarrowRulesFor(Principal principal)
    {
        var found = ImmutableArray.CreateBuilder<DeploymentRule>();
        foreach (var candidate in narrow.Around(principal))
        {
            if (candidate.Names(principal))
                found.Add(Rules[candidate.Position]);
        }

        return found.DrainToImmutable();
    }

    /// <summary>The same rules as decisions look at them, and a few others beside them.</summary>
    internal ReadOnlySpan<NarrowRule> NarrowRulesAround(Principal principal) => narrow.Around(principal);

    /// <summary>The principals that some rule here names, ordered by reference.</summary>
    public IEnumerable<Principal> NamedPrincipals() => Rules.SelectMany(r => r.Principals.Members).Distinct().OrderBy(p => p.Reference);

    /// <summary>Whether the other was made of the same environment, service and rules.</summary>
    public bool MeansTheSameAs(DeploymentPolicy other) =>
        Environment == other.Environment && Service == other.Service && Deployment == other.Deployment
        && Rules.Length == other.Rules.Length && Rules.Zip(other.Rules).All(pair => pair.First.MeansTheSameAs(pair.Second));

    public override string ToString() => $"{Service.Name} in {Environment.Name}";
}
