using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Exploring;

/// <summary>Asks which engines told anything within a time. What was told or lost of places that somebody may not read of is not in their window.</summary>
public sealed class EvidenceWindows(IDecisionEvidence evidence, LivePolicy live)
{
    /// <param name="days">Whole days before that of <paramref name="until"/>, in UTC.</param>
    public async Task<EvidenceWindow> OfAsync(ConsoleUser user, int days, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var since = EvidenceWindow.BeginningOf(days, until);
        var sources = await evidence.SourcesAsync(since, until, cancellationToken);
        var losses = await evidence.LossesAsync(since, until, cancellationToken);
        var policy = live.Current.Policy;
        return new EvidenceWindow(
            days, until,
            [.. sources.Where(source => DecisionScopes.Reaches(user, policy, source.Environment, source.Service))],
            losses.Where(loss => DecisionScopes.ReachesSome(user, loss.Key)).ToDictionary(StringComparer.Ordinal));
    }
}
