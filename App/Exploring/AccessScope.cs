using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Exploring;

/// <summary>What a filter chooses of a policy.</summary>
/// <param name="Deployments">In order of service and environment.</param>
public sealed record AccessScope(AccessMoment Moment, AccessFilter Filter, PrincipalChoice Principals, ImmutableArray<DeploymentPolicy> Deployments)
{
    public static AccessScope Of(AccessMoment moment, AccessFilter filter)
    {
        var roster = moment.Atlas.Roster;
        var chosen = new bool[roster.Principals.Length];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = filter.Principals.Matches(roster.Principals[i].Name, roster.Principals[i].Labels);
        var deployments = filter.Environment.Length > 0 ? moment.Policy.DeploymentsIn(filter.Environment) : moment.Policy.Deployments;
        return new AccessScope(moment, filter, new PrincipalChoice(roster, chosen, hasEverybody: true),
        [
            .. deployments.Where(d => filter.Services.Matches(d.Service.Name, d.Service.Labels))
                .OrderBy(d => d.Service.Name, StringComparer.Ordinal).ThenBy(d => d.Environment.Name, StringComparer.Ordinal),
        ]);
    }

    /// <summary>The reasons for which somebody passes. A reason that holds for everybody is one row, whomever the filter asks for.</summary>
    public AccessRows Rows() => new(Moment.Atlas, Deployments, Principals, Moment.At, Filter.IsDeclared);
}
