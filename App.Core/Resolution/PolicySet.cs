using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// A valid policy with its names resolved: what the evaluator, the analyses and the compilers work on. Immutable;
/// <see cref="Apply"/> makes the successor, sharing whatever the change does not touch.
/// </summary>
public sealed class PolicySet
{
    public static readonly PolicySet Empty = Of(PolicyDocument.Empty);

    private readonly DeploymentIndex deployments;
    private readonly ImmutableDictionary<RuleTerms, RuleTerms> terms;

    private PolicySet(PolicyObjects objects, PolicySet? predecessor, ImmutableArray<Grant> changedGrants)
    {
        Objects = objects;
        if (predecessor is not null && objects.DiffersInGrantsAndTestsOnly(predecessor.Objects))
        {
            Principals = predecessor.Principals;
            var known = new SharedTerms(predecessor.terms);
            deployments = predecessor.deployments.With(DeploymentSuccession.Changed(predecessor, this, known, changedGrants));
            terms = known.ToImmutable();
            return;
        }

        Principals = new PrincipalDirectory(Providers.Values, Pipelines.Values, Workloads.Values, predecessor?.Principals);
        var shared = new SharedTerms(ImmutableDictionary<RuleTerms, RuleTerms>.Empty);
        var resolved = new DeploymentResolver(this, shared).ResolveAll();
        deployments = new DeploymentIndex(
            Environments.Keys, Services.Keys, predecessor is null ? resolved : DeploymentSuccession.KeepUnchanged(predecessor, resolved));
        terms = shared.ToImmutable();
    }

    /// <summary>The objects by kind and name.</summary>
    public PolicyObjects Objects { get; }

    public ImmutableSortedDictionary<string, IdentityProvider> Providers => Objects.Providers;

    public ImmutableSortedDictionary<string, PolicyEnvironment> Environments => Objects.Environments;

    public ImmutableSortedDictionary<string, Pipeline> Pipelines => Objects.Pipelines;

    public ImmutableSortedDictionary<string, Workload> Workloads => Objects.Workloads;

    public ImmutableSortedDictionary<string, Service> Services => Objects.Services;

    public ImmutableSortedDictionary<string, Role> Roles => Objects.Roles;

    public ImmutableSortedDictionary<string, Grant> Grants => Objects.Grants;

    public ImmutableSortedDictionary<string, PolicyTest> Tests => Objects.Tests;

    public PrincipalDirectory Principals { get; }

    /// <summary>All deployments, in no particular order.</summary>
    public IEnumerable<DeploymentPolicy> Deployments => deployments.All;

    /// <param name="document">A document without errors; see the validation.</param>
    public static PolicySet Of(PolicyDocument document) => new(PolicyObjects.Of(document), null, []);

    /// <summary>
    /// The policy that the patch makes of this one; the result must be valid. A patch of grants and tests costs what those grants bear on,
    /// any other patch one resolution of the whole, which still keeps the instances of deployments whose meaning stays.
    /// </summary>
    public PolicySet Apply(PolicyPatch patch)
    {
        var successor = Objects.Apply(patch, out var touchedGrants);
        return new PolicySet(successor, this, touchedGrants);
    }

    public bool HasEnvironment(string environment) => deployments.HasEnvironment(environment);

    public DeploymentPolicy? Find(string environment, string service) => deployments.Find(environment, service);

    /// <summary>The deployments of one environment, in ordinal order of services.</summary>
    public IEnumerable<DeploymentPolicy> DeploymentsIn(string environment) => deployments.In(environment);

    public PolicyDocument ToDocument() => Objects.ToDocument();
}
