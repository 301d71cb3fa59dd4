using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// Everything a policy says about one service in one environment. The instance is carried from a policy to its successor while nothing
/// in it changed: whoever caches by instance (compilers, the access diff) does work only for what a change touches.
/// </summary>
public sealed class DeploymentPolicy
{
    private static readonly ImmutableArray<DeploymentRule> NoRules = [];
    private readonly Dictionary<Principal, ImmutableArray<DeploymentRule>> byPrincipal;
    private readonly ImmutableArray<DeploymentRule> broadRules;

    /// <param name="rules">Every rule that bears on the deployment, in any order.</param>
    public DeploymentPolicy(PolicyEnvironment environment, Service service, Deployment deployment, IEnumerable<DeploymentRule> rules)
    {
        Environment = environment;
        Service = service;
        Deployment = deployment;
        Rules = [.. rules.OrderBy(r => r.Grant.Name, StringComparer.Ordinal)];
        AnyoneRules = [.. Rules.Where(r => r.IsForAnyone)];
        broadRules = [.. Rules.Where(r => !r.Principals.IsSmall)];
        byPrincipal = IndexByPrincipal(Rules);
    }

    public PolicyEnvironment Environment { get; }

    public Service Service { get; }

    public Deployment Deployment { get; }

    /// <summary>In ordinal order of the grants' names, generated grants of probes and CORS included.</summary>
    public ImmutableArray<DeploymentRule> Rules { get; }

    public ImmutableArray<DeploymentRule> AnyoneRules { get; }

    /// <summary>Rules for so many principals that they are asked and not indexed, in ordinal order.</summary>
    public ImmutableArray<DeploymentRule> BroadRules => broadRules;

    /// <summary>The rules that name the principal in a small set, in ordinal order; broad rules and those for anyone are not among them.</summary>
    public ImmutableArray<DeploymentRule> NarrowRulesFor(Principal principal) => byPrincipal.GetValueOrDefault(principal, NoRules);

    /// <summary>The principals that some rule here names, ordered by reference.</summary>
    public IEnumerable<Principal> NamedPrincipals() =>
        byPrincipal.Keys.Concat(broadRules.SelectMany(r => r.Principals.Members)).Distinct().OrderBy(p => p.Reference);

    /// <summary>Whether the other was made of the same environment, service and rules.</summary>
    public bool MeansTheSameAs(DeploymentPolicy other) =>
        Environment == other.Environment && Service == other.Service && Deployment == other.Deployment
        && Rules.Length == other.Rules.Length && Rules.Zip(other.Rules).All(pair => pair.First.MeansTheSameAs(pair.Second));

    public override string ToString() => $"{Service.Name} in {Environment.Name}";

    private static Dictionary<Principal, ImmutableArray<DeploymentRule>> IndexByPrincipal(ImmutableArray<DeploymentRule> rules)
    {
        var lists = new Dictionary<Principal, List<DeploymentRule>>();
        foreach (var rule in rules.Where(r => r.Principals.IsSmall))
        {
            foreach (var principal in rule.Principals.Members)
            {
                if (!lists.TryGetValue(principal, out var list))
                    lists[principal] = list = [];
                list.Add(rule);
            }
        }

        return lists.ToDictionary(entry => entry.Key, entry => entry.Value.ToImmutableArray());
    }
}
