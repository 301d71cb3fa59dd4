using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Where and when engines last decided by a grant, as far as their log knows and the person may see.</summary>
public sealed class GrantUseViewModel(IDecisionLog log, LivePolicy live, DecisionCompleteness completeness)
{
    /// <summary>One row for each service of an environment, the one used last first.</summary>
    public IReadOnlyList<GrantUse> Uses { get; private set; } = [];

    /// <summary>How complete the log is; null for somebody who may not see all of it.</summary>
    public DecisionCoverage? Coverage { get; private set; }

    /// <summary>When an engine last decided by it; null where the log knows of no time.</summary>
    public DateTimeOffset? Last => Uses.Count == 0 ? null : Uses[0].Last;

    public async Task LoadAsync(ConsoleUser user, string grant, CancellationToken cancellationToken)
    {
        var scopes = DecisionScopes.Of(user, live.Current.Policy);
        var uses = await log.UseOfGrantAsync(grant, DateTimeOffset.UnixEpoch, cancellationToken);
        Coverage = scopes is null ? await completeness.OfWindowAsync(cancellationToken) : null;
        Uses =
        [
            .. uses.Where(use => scopes is null || scopes.Any(scope => scope.Covers(use)))
                .GroupBy(use => (use.Environment, use.Service))
                .Select(place => place.MaxBy(use => use.Last)! with { Count = place.Sum(use => use.Count), First = place.Min(use => use.First) })
                .OrderByDescending(use => use.Last),
        ];
    }
}
