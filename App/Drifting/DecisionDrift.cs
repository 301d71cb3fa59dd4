using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Publishing;

namespace AccessConsole.Drifting;

/// <summary>
/// Decides again what engines logged, a bounded part of it at each look: the newest of the last minutes, since engines send late, and of those what was not looked at before. It reads the
/// log as anybody does, so that nothing waits for it.
/// </summary>
public sealed class DecisionDrift(IDecisionLog log, IPolicyStore policies, LivePolicy live, BundleCatalog catalog, TimeProvider clock)
{
    /// <summary>How many decisions one look reads.</summary>
    public const int PerLook = 5_000;

    /// <summary>How far back a look goes: what is sent later is not looked at.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromMinutes(20);

    /// <summary>For how long a difference is told after it was last seen.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private const int MaxPolicies = 3;
    private const int MaxLoads = 2;
    private const int MaxFindings = 1_000;

    /// <summary>Points and services are named by whoever holds a token: those of one scope leave room for the others.</summary>
    private const int MaxFindingsPerScope = 100;

    private readonly Dictionary<string, DriftFinding> findings = new(StringComparer.Ordinal);
    private readonly Dictionary<int, PolicySet?> earlier = [];
    private HashSet<Guid> seen = [];
    private int loads;
    private bool isWhole = true;
    private DateTimeOffset? leftOutAt;

    /// <summary>What was looked at so far.</summary>
    public DecisionsLookedAt LookedAt { get; private set; } = new(null, 0, 0, true);

    /// <summary>Whether there were more differences than are told.</summary>
    public bool HasMore => leftOutAt is not null;

    public async Task<IReadOnlyList<DriftFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // The first look goes back as far as differences are told, so that a restart forgets little.
        var since = now - (LookedAt.Since is null ? Kept : Back);
        var logged = await log.ListAsync(new DecisionFilter(Since: since), null, PerLook, cancellationToken);
        isWhole &= logged.Count < PerLook;
        loads = 0;
        foreach (var decision in logged.Where(d => !seen.Contains(d.Id)))
        {
            var policy = DecidedAgain.IsComparable(decision) ? await PolicyOfAsync(decision, cancellationToken) : null;
            // Once it is handled: the database may go away half-way, and the next look begins there.
            seen.Add(decision.Id);
            LookedAt = LookedAt with { Seen = LookedAt.Seen + 1, Compared = LookedAt.Compared + (policy is null ? 0 : 1) };
            if (policy is not null && DecidedAgain.Compare(policy, decision) is { } difference)
                Note(difference, now);
        }

        LookedAt = LookedAt with { Since = LookedAt.Since ?? since, IsWhole = isWhole };
        seen = [.. logged.Select(d => d.Id)];
        Forget(now - Kept);
        return [.. findings.Values];
    }

    private void Forget(DateTimeOffset before)
    {
        foreach (var over in findings.Values.Where(f => f.LastSeen < before).ToArray())
            findings.Remove(over.Key);
        if (leftOutAt < before)
            leftOutAt = null;
    }

    private void Note(DecisionDifference difference, DateTimeOffset now)
    {
        var logged = difference.Logged;
        var scope = new BundleScope(logged.Environment, logged.Target!.Value);
        var key = string.Create(CultureInfo.InvariantCulture, $"{DriftKind.DecidesOtherwise.Name()}/{logged.PointId}/{logged.Revision}/{logged.Service}/{logged.Effect}");
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"at `{logged.Service}` it decided `{logged.Effect}` (`{logged.Reason}`) where revision {logged.Revision} says `{(difference.Evaluated.IsAllowed ? "allow" : "deny")}` (`{difference.Evaluated.Reason.Name()}`)");
        if (findings.TryGetValue(key, out var former))
        {
            var isNewer = logged.At >= former.LastSeen;
            findings[key] = former with
            {
                Count = former.Count + 1,
                FirstSeen = logged.At < former.FirstSeen ? logged.At : former.FirstSeen,
                LastSeen = isNewer ? logged.At : former.LastSeen,
                Finding = isNewer ? text : former.Finding,
                Example = isNewer ? difference : former.Example,
            };
        }
        else if (findings.Count < MaxFindings && findings.Values.Count(f => f.Scope == scope) < MaxFindingsPerScope)
        {
            findings[key] = new DriftFinding(key, DriftKind.DecidesOtherwise, logged.PointId, logged.Point, scope, logged.Revision, text, logged.At, logged.At) { Example = difference };
        }
        else
        {
            leftOutAt = now;
        }
    }

    /// <summary>The policy of the revision that decided; null where there is none, or where this look has loaded its share.</summary>
    private async Task<PolicySet?> PolicyOfAsync(LoggedDecision decision, CancellationToken cancellationToken)
    {
        var (state, revision) = (live.Current, decision.Revision!.Value);
        // INVARIANT (no false drift): archives are in place before the policy that they were made of.
        if (revision > state.Revision)
            return null;
        // What a bundle says of its scope stays what it was made of until the next one takes its place.
        if (revision == state.Revision || IsCurrent(decision, revision))
            return state.Policy;
        if (earlier.TryGetValue(revision, out var known))
            return known;
        if (loads++ >= MaxLoads)
        {
            isWhole = false;
            return null;
        }

        if (earlier.Count >= MaxPolicies)
            earlier.Remove(earlier.Keys.Min());
        return earlier[revision] = await policies.LoadAsync(revision, cancellationToken) is { } stored ? PolicySet.Of(stored.Document) : null;
    }

    private bool IsCurrent(LoggedDecision decision, int revision) =>
        catalog.Find(new BundleScope(decision.Environment, decision.Target!.Value))?.Current.Revision == revision;
}

/// <param name="Since">From when on; null before the first look.</param>
/// <param name="Seen">How many decisions were read.</param>
/// <param name="Compared">How many of them hold enough to be made again.</param>
/// <param name="IsWhole">False where there were more than looks read: then it is a sample.</param>
public sealed record DecisionsLookedAt(DateTimeOffset? Since, long Seen, long Compared, bool IsWhole);
