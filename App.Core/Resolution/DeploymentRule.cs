using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>A grant as it bears on one deployment: its principals found, its role cut down to this service.</summary>
/// <param name="Grant">The grant; for probes and CORS a generated one, whose name holds slashes and so collides with no written one.</param>
/// <param name="Principals">Pipelines and workloads chosen by the grant; none for a grant to anyone.</param>
/// <param name="Terms">What is granted, and when.</param>
public sealed record DeploymentRule(Grant Grant, PrincipalSet Principals, RuleTerms Terms)
{
    public bool IsForAnyone => Grant.Principals.Anyone;

    /// <summary>Whether probes or CORS brought it, and no grant that somebody wrote.</summary>
    public bool IsGenerated => GeneratedRules.IsName(Grant.Name);

    public Effect Effect => Terms.Effect;

    /// <summary>What the role permits on this service.</summary>
    public ValueList<RulePermission> Permissions => Terms.Permissions;

    /// <summary>Whether both say the same, so that whatever was made of one holds for the other.</summary>
    public bool MeansTheSameAs(DeploymentRule other) =>
        ReferenceEquals(this, other) || (Grant == other.Grant && Principals.SetEquals(other.Principals) && Terms == other.Terms);
}
