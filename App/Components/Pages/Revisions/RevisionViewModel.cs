using AccessConsole.Components.Controls;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Revisions;

/// <summary>What one revision changed, or how it differs from any other.</summary>
public sealed class RevisionViewModel(IPolicyStore store, IDraftStore drafts, LivePolicy live, Rollback rollback, ArtefactComparison artefacts)
{
    private const int MaxEntries = 100;

    private int turn;

    public Revision? Revision { get; private set; }

    /// <summary>What it is compared with: the one before it, unless another was asked for; null for the empty policy.</summary>
    public Revision? Previous { get; private set; }

    /// <summary>Why it is not compared with what was asked for; null where it is.</summary>
    public string? ComparisonObjection { get; private set; }

    public IReadOnlyList<ObjectChange> Changes { get; private set; } = [];

    public AccessDiff? Access { get; private set; }

    /// <summary>How the change came to be, newest first; empty where there was no draft.</summary>
    public IReadOnlyList<DraftEntry> Story { get; private set; } = [];

    /// <summary>Whether the story begins before what is shown of it.</summary>
    public bool HasEarlier { get; private set; }

    public bool IsInForce => Revision?.Number == live.Current.Revision;

    /// <summary>Whether it left the policy as it was: a boundary that passed, or other keys.</summary>
    public bool IsOfTheSamePolicy => Previous is not null && Changes.Count == 0;

    /// <param name="from">What to compare it with, earlier or later; null for the one before it.</param>
    /// <returns>False where there is no such revision.</returns>
    public async Task<bool> LoadAsync(int number, int? from, CancellationToken cancellationToken)
    {
        var mine = ++turn;
        if (await store.FindRevisionAsync(number, cancellationToken) is not { } revision)
            return false;
        string? objection = null;
        (Revision? Previous, IReadOnlyList<ObjectChange> Changes, AccessDiff? Access) comparison = (null, [], null);
        var other = from == number ? null : from is { } asked ? await store.FindRevisionAsync(asked, cancellationToken) : await BeforeAsync(number, cancellationToken);
        if (other is null)
            objection = from is null ? null : from == number ? "that is this revision itself" : $"there is no revision {from}";
        else if (await store.LoadAsync(other.Number, cancellationToken) is { } start && await store.LoadAsync(number, cancellationToken) is { } end)
            comparison = await Task.Run(() => Compare(PolicySet.Of(start.Document), end.Document), cancellationToken);
        var story = revision.Draft is { } draft ? await drafts.ListEntriesAsync(draft, null, null, MaxEntries + 1, cancellationToken) : [];
        // Whoever asked for another meanwhile is shown that.
        if (mine == turn)
        {
            (Revision, Previous, Changes, Access, ComparisonObjection) = (revision, comparison.Previous, comparison.Changes, comparison.Access, objection);
            (Story, HasEarlier) = ([.. story.Take(MaxEntries)], story.Count > MaxEntries);
        }

        return true;

        (Revision, IReadOnlyList<ObjectChange>, AccessDiff) Compare(PolicySet before, PolicyDocument after)
        {
            var patch = PolicyDiffPatch.Between(before.Objects, after, Guid.CreateVersion7);
            return (other!, ObjectChange.Of(before.Objects, patch), AccessDiff.Between(before, before.Apply(patch), revision.EffectiveAt));
        }
    }

    /// <summary>What the comparison shown comes to in engines' own configuration; null where nothing is compared.</summary>
    public Task<ArtefactDiff?> CompareArtefactsAsync() =>
        Previous is { } other ? artefacts.BetweenAsync(other.Number, Revision!.Number, CancellationToken.None) : Task.FromResult<ArtefactDiff?>(null);

    /// <summary>Makes the draft that goes back to this revision.</summary>
    public Task<DraftResult> RollBackAsync(ConsoleUser user, CancellationToken cancellationToken) => rollback.StartAsync(user, Revision!.Number, cancellationToken);

    /// <summary>Makes the draft that takes back what this revision changed.</summary>
    public Task<DraftResult> UndoAsync(ConsoleUser user, CancellationToken cancellationToken) => rollback.UndoAsync(user, Revision!.Number, cancellationToken);

    private async Task<Revision?> BeforeAsync(int number, CancellationToken cancellationToken) =>
        await store.ListRevisionsAsync(number, 1, cancellationToken) is [var before, ..] ? before : null;

    public string? RollbackObjection(ConsoleUser user) =>
        !user.Has(ConsoleRole.Editor) ? "rolling back needs the editor role" : IsInForce ? "this revision is in force" : null;

    public string? UndoObjection(ConsoleUser user) =>
        !user.Has(ConsoleRole.Editor) ? "undoing a change needs the editor role" : Revision?.Number == 0 ? "the empty policy changed nothing" : null;
}
