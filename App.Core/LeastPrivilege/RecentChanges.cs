using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>What came to be as it is within a window, so that earlier silence was silence of another.</summary>
public sealed class RecentChanges(IReadOnlySet<PolicyReference> changed)
{
    /// <summary>Kinds that a grant is made of; a generated one is made of its service's settings.</summary>
    public static readonly IReadOnlyList<PolicyKind> Kinds = [PolicyKind.Grant, PolicyKind.Role, PolicyKind.Service];

    public bool Has(Grant grant) => changed.Contains(grant.Reference) || changed.Contains(new PolicyReference(PolicyKind.Role, grant.Role));

    /// <summary>Whether the rule is new, be its grant written or generated.</summary>
    public bool Has(DeploymentRule rule, DeploymentPolicy deployment) => rule.IsGenerated ? changed.Contains(deployment.Service.Reference) : Has(rule.Grant);
}
