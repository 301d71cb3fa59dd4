using AccessConsole.Components.Controls;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Revisions;

/// <summary>What one revision changed.</summary>
public sealed class RevisionViewModel(IPolicyStore store, LivePolicy live, Rollback rollback)
{
    public Revision? Revision { get; private set; }

    /// <summary>The one before it; null for the empty policy.</summary>
    public Revision? Previous { get; private set; }

    public IReadOnlyList<ObjectChange> Changes { get; private set; } = [];

    public AccessDiff? Access { get; private set; }

    public bool IsInForce => Revision?.Number == live.Current.Revision;

    /// <summary>Whether it left the policy as it was: a boundary that passed, or other keys.</summary>
    public bool IsOfTheSamePolicy => Previous is not null && Changes.Count == 0;

    /// <returns>False where there is no such revision.</returns>
    public async Task<bool> LoadAsync(int number, CancellationToken cancellationToken)
    {
        if (await store.FindRevisionAsync(number, cancellationToken) is not { } revision)
            return false;
        (Revision, Previous, Changes, Access) = (revision, null, [], null);
        var earlier = await store.ListRevisionsAsync(number, 1, cancellationToken);
        if (earlier.Count == 0 || await store.LoadAsync(earlier[0].Number, cancellationToken) is not { } stored)
            return true;
        var patch = await store.LoadPatchAsync(earlier[0].Number, number, cancellationToken);
        (Previous, Changes, Access) = await Task.Run(() => Compare(PolicySet.Of(stored.Document)), cancellationToken);
        return true;

        (Revision, IReadOnlyList<ObjectChange>, AccessDiff) Compare(PolicySet before) =>
            (earlier[0], ObjectChange.Of(before.Objects, patch), AccessDiff.Between(before, before.Apply(patch), revision.EffectiveAt));
    }

    /// <summary>Makes the draft that goes back to this revision.</summary>
    public Task<DraftResult> RollBackAsync(ConsoleUser user, CancellationToken cancellationToken) => rollback.StartAsync(user, Revision!.Number, cancellationToken);

    public string? RollbackObjection(ConsoleUser user) =>
        !user.Has(ConsoleRole.Editor) ? "rolling back needs the editor role" : IsInForce ? "this revision is in force" : null;
}
