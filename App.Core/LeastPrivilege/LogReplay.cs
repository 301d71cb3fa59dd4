using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>Logged calls decided by the evaluator as the policy is, and as a change would make it.</summary>
/// <param name="Calls">How many were decided.</param>
/// <param name="Denied">Of them, those that are allowed today and would be denied.</param>
/// <param name="NotToday">Those that the policy of today does not allow as the log tells them, so that nothing follows from them.</param>
/// <param name="Examples">The denied ones, the most frequent first, bounded.</param>
/// <param name="Kinds">How many kinds of calls are denied, however many are shown.</param>
public sealed record LogReplay(long Calls, long Denied, long NotToday, ImmutableArray<SeenCall> Examples, int Kinds)
{
    public const int MostShown = 100;

    public static LogReplay Of(PolicySet before, PolicySet after, IEnumerable<SeenCall> calls)
    {
        var (all, notToday, denied) = (0L, 0L, new List<SeenCall>());
        foreach (var call in calls)
        {
            all += call.Count;
            if (!Allows(before, call))
                notToday += call.Count;
            else if (!Allows(after, call))
                denied.Add(call);
        }

        return new LogReplay(
            all, denied.Sum(call => call.Count), notToday, [.. denied.OrderByDescending(call => call.Count).ThenBy(call => call.Path, StringComparer.Ordinal).Take(MostShown)], denied.Count);
    }

    private static bool Allows(PolicySet policy, SeenCall call) =>
        Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, call.ToRequest(), call.Last)).Effect == Model.Effect.Allow;
}
