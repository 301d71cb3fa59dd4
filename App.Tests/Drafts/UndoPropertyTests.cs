using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Drafts;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Drafts;

public sealed class UndoPropertyTests
{
    [Fact]
    public void UndoOfTheNewestRevision_IsTheWholeRollback() => Dice.Gen.Sample(
        dice =>
        {
            var history = new UndoHistory(dice, revisions: 3);
            var undone = history.Draft(rollback => rollback.UndoAsync(Console.Carol, 3, Cancellation));
            var rolledBack = history.Draft(rollback => rollback.StartAsync(Console.Carol, 2, Cancellation));
            Assert.Equal(undone is null, rolledBack is null);
            if (undone is null)
                return;
            Assert.Equal(history.At(2).ToDocument(), history.Newest.Apply(undone.Patch).ToDocument());
            Assert.Equal(history.Newest.Apply(rolledBack!.Patch).ToDocument(), history.Newest.Apply(undone.Patch).ToDocument());
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void Undo_KeepsWhatLaterRevisionsChanged_OrSaysThatItCannot() => Dice.Gen.Sample(
        dice =>
        {
            var history = new UndoHistory(dice, revisions: 4);
            if (history.Draft(rollback => rollback.UndoAsync(Console.Carol, 3, Cancellation)) is not { } draft)
                return;
            var later = ByKey(history.At(3), history.At(4));
            var own = ByKey(history.At(2), history.At(3));
            if (draft.BaseRevision == 3)
            {
                Assert.True(own.Keys.Any(later.ContainsKey) || Names(history.At(2), history.At(3)).Overlaps(Names(history.At(3), history.At(4))));
                return;
            }

            if (LeavesSomethingUnnamed(history.Newest, draft.Patch))
                return;
            var result = Objects(history.Newest.Apply(draft.Patch));
            Assert.All(later, change => Assert.Equal(change.Value, result.GetValueOrDefault(change.Key)));
            var before = Objects(history.At(2));
            Assert.All(own.Where(c => !later.ContainsKey(c.Key)), change => Assert.Equal(before.GetValueOrDefault(change.Key), result.GetValueOrDefault(change.Key)));
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void UndoneAndUndoneAgain_WhereNothingOverlaps_IsAsBefore() => Dice.Gen.Sample(
        dice =>
        {
            var history = new UndoHistory(dice, revisions: 4);
            var before = history.Newest;
            if (history.Draft(rollback => rollback.UndoAsync(Console.Carol, 3, Cancellation)) is not { BaseRevision: 4 } undo || LeavesSomethingUnnamed(before, undo.Patch))
                return;
            history.Publish(before.Apply(undo.Patch));
            var redo = history.Draft(rollback => rollback.UndoAsync(Console.Carol, 5, Cancellation));
            Assert.Equal(before.ToDocument(), history.Newest.Apply(redo!.Patch).ToDocument());
        },
        iter: 200,
        threads: 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A later revision may refer to what the undone one made. The draft's review says so, and it is not applied.</summary>
    private static bool LeavesSomethingUnnamed(PolicySet newest, PolicyPatch patch) =>
        PolicyValidator.ValidatePatch(newest, patch, new ValidationOptions([.. Enum.GetValues<Target>()], IsDevelopment: true, Console.Now)).Any(problem => problem.Code == DiagnosticCodes.UnknownReference);

    private static Dictionary<(PolicyKind, Guid), PolicyObject> Objects(PolicySet policy) => policy.Objects.All().ToDictionary(o => (o.Kind, o.Id!.Value));

    /// <summary>By which names what differs was or is known.</summary>
    private static HashSet<PolicyReference> Names(PolicySet before, PolicySet after)
    {
        var changed = ByKey(before, after).Keys.ToHashSet();
        return [.. before.Objects.All().Concat(after.Objects.All()).Where(o => changed.Contains((o.Kind, o.Id!.Value))).Select(o => o.Reference)];
    }

    /// <summary>What differs, as it is afterwards; null for what is gone.</summary>
    private static Dictionary<(PolicyKind, Guid), PolicyObject?> ByKey(PolicySet before, PolicySet after)
    {
        var (former, now) = (Objects(before), Objects(after));
        return former.Keys.Union(now.Keys).Where(key => former.GetValueOrDefault(key) != now.GetValueOrDefault(key)).ToDictionary(key => key, key => now.GetValueOrDefault(key));
    }
}
