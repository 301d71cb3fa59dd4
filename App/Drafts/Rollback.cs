using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>Going back is an ordinary change that restores an earlier state as a new, higher revision.</summary>
public sealed class Rollback(IPolicyStore store, LivePolicy live, DraftWorkflow workflow, TimeProvider clock)
{
    public async Task<DraftResult> StartAsync(ConsoleUser user, int revision, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(revision, cancellationToken) is not { } earlier)
            return DraftResult.Refused(PublishRefusalKind.DraftNotFound, $"there is no revision {revision}");
        var patch = PolicyDiffPatch.Between(live.Current.Policy.Objects, earlier.Document, Guid.CreateVersion7);
        if (patch.IsEmpty)
            return DraftResult.Refused(PublishRefusalKind.NothingChanged, $"the policy is as it was at revision {revision}");
        var title = string.Create(CultureInfo.InvariantCulture, $"Roll back to revision {revision}");
        return await workflow.CreateAsync(user, new NewDraft(title, patch, RollsBackTo: revision), cancellationToken);
    }

    /// <summary>What the patch would bring back that had ended: grants by then expired.</summary>
    public IReadOnlyList<PolicyReference> Resurrected(PolicyPatch patch) =>
        [.. patch.Upserts.OfType<Grant>().Where(g => live.Current.Policy.Objects.Find(g.Reference) is null && g.IsValidAt(clock.GetUtcNow())).Select(g => g.Reference)];
}
