using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Points;

/// <summary>Takes from engines' decisions by which revision each engine decides: once for a batch and engine, whatever the batch holds.</summary>
internal sealed class ObservedRevisions(PointPolls polls, RolloutLedger ledger)
{
    public void Note(AccessToken token, IReadOnlyList<LoggedDecision> decisions, DateTimeOffset now)
    {
        var scope = new BundleScope(token.Environment!, token.Target!.Value, token.Service);
        foreach (var first in FirstOfEach(decisions))
        {
            if (!polls.TryNoteSender(token, first.Point, now))
                continue;
            ledger.NoteObserved(first.PointId, scope, first.Revision!.Value, first.At, now);
        }
    }

    /// <summary>The earliest decision by the newest revision of each engine in the batch.</summary>
    private static Dictionary<Guid, LoggedDecision>.ValueCollection FirstOfEach(IReadOnlyList<LoggedDecision> decisions)
    {
        var firsts = new Dictionary<Guid, LoggedDecision>();
        foreach (var decision in decisions)
        {
            if (decision.Revision is not { } revision)
                continue;
            if (!firsts.TryGetValue(decision.PointId, out var first) || first.Revision < revision || (first.Revision == revision && decision.At < first.At))
                firsts[decision.PointId] = decision;
        }

        return firsts.Values;
    }
}
