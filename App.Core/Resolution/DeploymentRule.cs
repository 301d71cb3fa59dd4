using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>A grant as it bears on one deployment: its principals found, its role cut down to this service.</summary>
/// <param name="Grant">The grant; for probes and CORS a generated one, whose name holds slashes and so collides with no written one.</param>
/// <param name="Principals">Pipelines and workloads chosen by the grant, ordered by reference; empty for a grant to anyone.</param>
/// <param name="Permissions">What the role permits on this service.</param>
public sealed record DeploymentRule(Grant Grant, ImmutableArray<Principal> Principals, ImmutableArray<RulePermission> Permissions)
{
    public bool IsForAnyone => Grant.Principals.Anyone;

    public Effect Effect => Grant.Effect;
}

/// <summary>Methods × path templates.</summary>
public sealed record RulePermission(MethodSet Methods, ValueList<PathTemplate> Paths)
{
    public bool Permits(MethodSet method, ReadOnlySpan<char> path)
    {
        if (!Methods.Overlaps(method))
            return false;
        foreach (var template in Paths)
        {
            if (template.Matches(path))
                return true;
        }

        return false;
    }
}
