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

    private readonly Dictionary<(string Environment, string Service), DeploymentPolicy> deployments;

    private PolicySet(PolicyDocument document)
    {
        Providers = ByName(document.IdentityProviders);
        Environments = ByName(document.Environments);
        Pipelines = ByName(document.Pipelines);
        Workloads = ByName(document.Workloads);
        Services = ByName(document.Services);
        Roles = ByName(document.Roles);
        Grants = ByName(document.Grants);
        Tests = ByName(document.Tests);
        Principals = new PrincipalDirectory(Providers.Values, Pipelines.Values, Workloads.Values);
        deployments = DeploymentResolver.ResolveAll(this);
    }

    public ImmutableSortedDictionary<string, IdentityProvider> Providers { get; }

    public ImmutableSortedDictionary<string, PolicyEnvironment> Environments { get; }

    public ImmutableSortedDictionary<string, Pipeline> Pipelines { get; }

    public ImmutableSortedDictionary<string, Workload> Workloads { get; }

    public ImmutableSortedDictionary<string, Service> Services { get; }

    public ImmutableSortedDictionary<string, Role> Roles { get; }

    public ImmutableSortedDictionary<string, Grant> Grants { get; }

    public ImmutableSortedDictionary<string, PolicyTest> Tests { get; }

    public PrincipalDirectory Principals { get; }

    /// <summary>All deployments, in no particular order.</summary>
    public IReadOnlyCollection<DeploymentPolicy> Deployments => deployments.Values;

    /// <param name="document">A document without errors; see the validation.</param>
    public static PolicySet Of(PolicyDocument document) => new(document);

    /// <summary>The policy that the patch makes of this one; the result must be valid.</summary>
    public PolicySet Apply(PolicyPatch patch) => Of(PolicyDocument.Of(patch.ApplyTo(Objects())));

    public DeploymentPolicy? Find(string environment, string service) => deployments.GetValueOrDefault((environment, service));

    /// <summary>All objects, kind by kind in the document's order, each kind in ordinal order of names.</summary>
    public IEnumerable<PolicyObject> Objects() =>
        Providers.Values.Cast<PolicyObject>().Concat(Environments.Values).Concat(Pipelines.Values).Concat(Workloads.Values)
            .Concat(Services.Values).Concat(Roles.Values).Concat(Grants.Values).Concat(Tests.Values);

    public PolicyDocument ToDocument() => PolicyDocument.Of(Objects());

    private static ImmutableSortedDictionary<string, T> ByName<T>(ValueList<T> objects)
        where T : PolicyObject => objects.ToImmutableSortedDictionary(o => o.Name, o => o, StringComparer.Ordinal);
}
