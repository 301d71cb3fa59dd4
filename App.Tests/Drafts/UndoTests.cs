using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using Xunit;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Drafts;

public sealed class UndoTests
{
    private static readonly PolicySet First = new Console().Live.Current.Policy;
    private static readonly Grant Grant = First.Grants["payments-migrates"];
    private static readonly Grant Other = Grant with { Name = "payments-returns", Id = new Guid("0187c6a2-0000-4000-8000-0000000000c1") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undo_OfAnEarlierRevision_LeavesLaterOnes()
    {
        var second = First.Apply(Put(Grant with { Reason = "widened", When = Conditions.None }));
        var history = new UndoHistory(First, second, second.Apply(Put(Other)));
        var draft = (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Draft!;
        Assert.Equal(([Grant], 2, 3), (draft.Patch.Upserts, draft.Undoes, draft.BaseRevision));
        Assert.Empty(draft.Patch.Deletes);
    }

    [Theory]
    [InlineData(KeptVersion.Draft)]
    [InlineData(KeptVersion.Published)]
    public async Task Undo_OfWhatChangedAgain_WaitsForAChoiceOfEach(KeptVersion kept)
    {
        var second = First.Apply(Put(Grant with { Reason = "second" }, Other));
        var history = new UndoHistory(First, second, second.Apply(Put(Grant with { Reason = "third" })));
        var draft = (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Draft!;
        Assert.Equal(2, draft.BaseRevision);
        Assert.Equal([new DraftConflict(Grant.Reference, Grant.Reference)], await history.Conflicts.FindAsync(draft, Cancellation));

        var refused = await RebaseAsync(history, draft, ConflictChoices.None);
        Assert.Equal(PublishRefusalKind.BaseMoved, refused.Refusal?.Kind);
        Assert.Contains("grant `payments-migrates`", refused.Refusal!.Message, StringComparison.Ordinal);
        var rebased = (await RebaseAsync(history, draft, Choose(Grant.Reference, kept))).Draft!;
        Assert.Equal(3, rebased.BaseRevision);
        Assert.Equal(kept == KeptVersion.Draft ? [Grant] : [], rebased.Patch.Upserts);
        Assert.Equal([Other.Reference], rebased.Patch.Deletes);
    }

    [Fact]
    public async Task Choice_MadeBeforeAnotherRevision_IsRefused()
    {
        var second = First.Apply(Put(Grant with { Reason = "second" }));
        var third = second.Apply(Put(Grant with { Reason = "third" }));
        var history = new UndoHistory(First, second, third);
        var draft = (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Draft!;
        history.Publish(third.Apply(Put(Grant with { Reason = "fourth" })));
        var stale = await RebaseAsync(history, draft, Choose(Grant.Reference, KeptVersion.Draft) with { SeenRevision = 3 });
        Assert.Equal(PublishRefusalKind.BaseMoved, stale.Refusal?.Kind);
        Assert.NotNull((await RebaseAsync(history, draft, Choose(Grant.Reference, KeptVersion.Draft) with { SeenRevision = 4 })).Draft);
    }

    [Fact]
    public async Task Undo_OfAnAdditionThatWasRenamed_IsAConflictAndDeletesItUnderItsNewName()
    {
        var second = First.Apply(Put(Other));
        var history = new UndoHistory(First, second, second.Apply(Put(Other with { Name = "renamed" })));
        var draft = (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Draft!;
        Assert.Equal([new DraftConflict(Other.Reference, Other.Reference with { Name = "renamed" })], await history.Conflicts.FindAsync(draft, Cancellation));
        var rebased = (await RebaseAsync(history, draft, Choose(Other.Reference, KeptVersion.Draft))).Draft!;
        Assert.Equal([Other.Reference with { Name = "renamed" }], rebased.Patch.Deletes);
    }

    [Fact]
    public async Task Undo_OfAChangeToWhatWasDeletedLater_IsAConflict()
    {
        var second = First.Apply(Put(Grant with { Reason = "second" }));
        var history = new UndoHistory(First, second, second.Apply(new PolicyPatch { Deletes = [Grant.Reference] }));
        var draft = (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Draft!;
        Assert.Equal([new DraftConflict(Grant.Reference, null)], await history.Conflicts.FindAsync(draft, Cancellation));
        Assert.Equal(["grant `payments-migrates` was taken out and allows again"], history.Rollback.Resurrected(draft).Select(r => r.Sentence));
    }

    [Fact]
    public async Task Undo_OfWhatOthersTookBackAlready_ChangesNothing()
    {
        var second = First.Apply(Put(Other));
        var history = new UndoHistory(First, second, First, First);
        Assert.Equal(PublishRefusalKind.NothingChanged, (await history.Rollback.UndoAsync(Console.Carol, 2, Cancellation)).Refusal?.Kind);
        Assert.Equal(PublishRefusalKind.NothingChanged, (await history.Rollback.UndoAsync(Console.Carol, 4, Cancellation)).Refusal?.Kind);
        Assert.Equal(PublishRefusalKind.NothingChanged, (await history.Rollback.UndoAsync(Console.Carol, 0, Cancellation)).Refusal?.Kind);
        Assert.Equal(PublishRefusalKind.DraftNotFound, (await history.Rollback.UndoAsync(Console.Carol, 9, Cancellation)).Refusal?.Kind);
        Assert.Equal(PublishRefusalKind.Forbidden, (await history.Rollback.UndoAsync(Console.Victor, 3, Cancellation)).Refusal?.Kind);
    }

    [Fact]
    public async Task Choice_ForWhatStays_TakesItsTextAlong()
    {
        var history = new UndoHistory(First);
        var texts = new DraftText();
        texts.Set(Grant.Reference, "# mine\n");
        texts.Set(Other.Reference, "# another\n");
        var draft = (await history.Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Two", Put(Grant with { Reason = "mine" }, Other), Text: texts.ToString()), Cancellation)).Draft!;
        history.Publish(First.Apply(Put(Grant with { Reason = "theirs" })));
        var rebased = (await RebaseAsync(history, draft, Choose(Grant.Reference, KeptVersion.Published))).Draft!;
        Assert.Equal([Other.Reference], DraftText.Parse(rebased.Text).Objects);
        Assert.Equal([Other], rebased.Patch.Upserts);
    }

    [Fact]
    public async Task WhatBothMadeTheSame_IsNoConflict()
    {
        var history = new UndoHistory(First);
        var draft = (await history.Console.Workflow.CreateAsync(Console.Carol, new NewDraft("Same", Put(Grant with { Reason = "same" })), Cancellation)).Draft!;
        history.Publish(First.Apply(Put(Grant with { Reason = "same" })));
        Assert.Empty(await history.Conflicts.FindAsync(draft, Cancellation));
    }

    private static PolicyPatch Put(params PolicyObject[] objects) => new() { Upserts = objects.ToValueList() };

    private static ConflictChoices Choose(PolicyReference conflict, KeptVersion kept) => new(new Dictionary<PolicyReference, KeptVersion> { [conflict] = kept });

    private static Task<DraftResult> RebaseAsync(UndoHistory history, Draft draft, ConflictChoices choices) =>
        history.Console.Workflow.RebaseAsync(Console.Carol, draft.Id, choices, history.Conflicts, Cancellation);
}
