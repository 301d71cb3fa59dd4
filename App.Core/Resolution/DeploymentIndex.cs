using System.Collections.Frozen;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// The deployments of a policy by environment and service. Names are numbered, which only a change of environments or services does anew;
/// a change of grants copies the arrays of the environments it bears on.
/// </summary>
internal sealed class DeploymentIndex
{
    private readonly FrozenDictionary<string, int> environments;
    private readonly FrozenDictionary<string, int> services;
    private readonly DeploymentPolicy?[][] deployments;

    /// <param name="environments">The names of all environments.</param>
    /// <param name="services">The names of all services, in ordinal order.</param>
    public DeploymentIndex(IEnumerable<string> environments, IEnumerable<string> services, IEnumerable<DeploymentPolicy> deployments)
    {
        this.environments = Numbered(environments);
        this.services = Numbered(services);
        this.deployments = [.. this.environments.Select(_ => new DeploymentPolicy?[this.services.Count])];
        foreach (var deployment in deployments)
            this.deployments[this.environments[deployment.Environment.Name]][this.services[deployment.Service.Name]] = deployment;
    }

    private DeploymentIndex(DeploymentIndex predecessor, DeploymentPolicy?[][] deployments)
    {
        environments = predecessor.environments;
        services = predecessor.services;
        this.deployments = deployments;
    }

    /// <summary>All deployments, in no particular order.</summary>
    public IEnumerable<DeploymentPolicy> All => deployments.SelectMany(row => row).OfType<DeploymentPolicy>();

    public bool HasEnvironment(string environment) => environments.ContainsKey(environment);

    public DeploymentPolicy? Find(string environment, string service) =>
        environments.TryGetValue(environment, out var row) && services.TryGetValue(service, out var column) ? deployments[row][column] : null;

    /// <summary>The deployments of one environment, in ordinal order of services.</summary>
    public IEnumerable<DeploymentPolicy> In(string environment) =>
        environments.TryGetValue(environment, out var row) ? deployments[row].OfType<DeploymentPolicy>() : [];

    /// <summary>The index with these deployments in the places of their predecessors.</summary>
    public DeploymentIndex With(IEnumerable<DeploymentPolicy> changed)
    {
        var result = deployments.ToArray();
        foreach (var group in changed.GroupBy(d => environments[d.Environment.Name]))
        {
            result[group.Key] = [.. result[group.Key]];
            foreach (var deployment in group)
                result[group.Key][services[deployment.Service.Name]] = deployment;
        }

        return new DeploymentIndex(this, result);
    }

    private static FrozenDictionary<string, int> Numbered(IEnumerable<string> names) =>
        names.Select((name, number) => KeyValuePair.Create(name, number)).ToFrozenDictionary(StringComparer.Ordinal);
}
