using System.Globalization;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;

namespace AccessConsole.Exploring;

/// <summary>Finds the policies that people name: a revision, a draft, what was in force at a time, or what is in force.</summary>
public sealed class PolicySides(AccessHistory history, IDraftStore drafts, ChangeReviewer reviewer, TimeProvider clock)
{
    public const string Forms = "`current`, `revision:12`, `draft:ID` or `at:2026-06-03T14:00:00Z`";

    /// <param name="text">One of <see cref="Forms"/>; null for what is in force.</param>
    public Task<PolicySideResult> FindAsync(string? text, CancellationToken cancellationToken) => (text ?? "current").Split(':', 2) switch
    {
        ["current"] => RevisionAsync(null, null, cancellationToken),
        ["revision", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) => RevisionAsync(revision, null, cancellationToken),
        ["at", var time] when DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => RevisionAsync(null, at, cancellationToken),
        ["draft", var id] when Guid.TryParse(id, out var draft) => DraftAsync(draft, cancellationToken),
        _ => Task.FromResult(new PolicySideResult(null, $"`{text}` names no policy: use {Forms}", IsMalformed: true)),
    };

    /// <summary>The second beside the first, sharing with it whatever is the same, so that comparing them costs what differs.</summary>
    public static PolicySet Beside(PolicySet first, PolicySet second) => ReferenceEquals(first, second) || ReferenceEquals(first.Principals, second.Principals)
        ? second
        : first.Apply(PolicyDiffPatch.Between(first.Objects, second.ToDocument(), Guid.CreateVersion7));

    private async Task<PolicySideResult> RevisionAsync(int? revision, DateTimeOffset? at, CancellationToken cancellationToken) =>
        await history.FindAsync(revision, at, cancellationToken) is { } moment
            ? Found(string.Create(CultureInfo.InvariantCulture, $"revision {moment.Revision}"), moment.Policy)
            : new PolicySideResult(null, string.Create(CultureInfo.InvariantCulture, $"there is no revision {revision}"));

    private async Task<PolicySideResult> DraftAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(id, cancellationToken) is not { } draft)
            return new PolicySideResult(null, $"there is no draft {id}");
        if (await history.FindAsync(draft.BaseRevision, null, cancellationToken) is not { } moment)
            return new PolicySideResult(null, string.Create(CultureInfo.InvariantCulture, $"there is no revision {draft.BaseRevision}, on which the draft is based"));
        var errors = PolicyValidator.ValidatePatch(moment.Policy, draft.Patch, reviewer.JudgedBy(clock.GetUtcNow())).Any(p => p.Severity == Severity.Error);
        return errors
            ? new PolicySideResult(null, $"draft {id} has errors, and so no meaning: mend what its review lists", IsMalformed: true)
            : Found($"draft {id}", moment.Policy.Apply(draft.Patch));
    }

    private PolicySideResult Found(string name, PolicySet policy) => new(new PolicySide(name, policy, clock.GetUtcNow()));
}
