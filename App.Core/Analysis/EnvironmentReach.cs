using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>The environments in which an object of one policy has a meaning.</summary>
internal sealed class EnvironmentReach(PolicySet policy)
{
    private readonly Lazy<ILookup<PolicyReference, string>> ofPrincipals = new(() => policy.Deployments
        .SelectMany(d => d.NamedPrincipals().Select(p => (p.Reference, d.Environment.Name))).Distinct()
        .ToLookup(pair => pair.Reference, pair => pair.Name));

    private readonly Lazy<ILookup<string, string>> ofRoles = new(() => policy.Grants.Values
        .SelectMany(g => g.Environments.Select(environment => (g.Role, environment))).Distinct()
        .ToLookup(pair => pair.Role, pair => pair.environment, StringComparer.Ordinal));

    public IEnumerable<string> Of(PolicyObject value) => value switch
    {
        IdentityProvider { Spiffe: { } spiffe } => Naming(p => p.SpiffeId?.TrustDomain == spiffe.TrustDomain).Concat(IsolatingPipelines()),
        IdentityProvider provider => Naming(p => (p.Pipeline?.Provider ?? p.Workload?.Provider) == provider.Name),
        PolicyEnvironment environment => [environment.Name],
        Pipeline or Workload => ofPrincipals.Value[value.Reference],
        Service service => service.Deployments.Select(d => d.Environment),
        Role role => ofRoles.Value[role.Name],
        Grant grant => grant.Environments,
        PolicyTest test => [test.Given.Environment],
        _ => throw new ArgumentException($"no kind of object: {value.GetType()}", nameof(value)),
    };

    private IEnumerable<string> Naming(Func<Principal, bool> chooses) =>
        policy.Principals.All.Where(chooses).SelectMany(p => ofPrincipals.Value[p.Reference]);

    /// <summary>Where isolation tells the certificates of CI from all others.</summary>
    private IEnumerable<string> IsolatingPipelines() =>
        policy.Deployments.Where(d => d.Deployment.Isolation == Isolation.Pipelines).Select(d => d.Environment.Name);
}
