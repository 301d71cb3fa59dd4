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

    /// <param name="rules">Every rule that bears on the deployment, in any order.</param>
    public DeploymentPolicy(PolicyEnvironment environment, Service service, Deployment deployment, IEnumerable<DeploymentRule> rules)
    {
        Environment = environment;
        Service = service;
        Deployment = deployment;
        Rules = [.. rules.OrderBy(r => r.Grant.Name, StringComparer.Ordinal)];
        AnyoneRules = [.. Rules.Where(r => r.IsForAnyone)];
        byPrincipal = Rules.SelectMany(r => r.Principals.Select(p => (p, r))).GroupBy(pair => pair.p, pair => pair.r)
            .ToDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    public PolicyEnvironment Environment { get; }

    public Service Service { get; }

    public Deployment Deployment { get; }

    /// <summary>In ordinal order of the grants' names, generated grants of probes and CORS included.</summary>
    public ImmutableArray<DeploymentRule> Rules { get; }

    public ImmutableArray<DeploymentRule> AnyoneRules { get; }

    /// <summary>The principals that some rule here names, in no particular order.</summary>
    public IReadOnlyCollection<Principal> Principals => byPrincipal.Keys;

    /// <summary>The rules that name the principal, in ordinal order; those for anyone are not among them.</summary>
    public ImmutableArray<DeploymentRule> RulesFor(Principal principal) => byPrincipal.GetValueOrDefault(principal, NoRules);

    public override string ToString() => $"{Service.Name} in {Environment.Name}";
}
