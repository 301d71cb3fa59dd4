using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.LeastPrivilege;

/// <summary>What narrowing some grants would do, before anybody drafts it.</summary>
/// <param name="Review">Of the whole change; null where nothing is narrowed.</param>
/// <param name="Replay">All logged calls of these grants that are kept, decided before and after.</param>
/// <param name="IsReplayWhole">Whether no kind of call is left out of it.</param>
/// <param name="SinceOf">Since when each grant is what it is, as far as that is known.</param>
public sealed record NarrowingPreview(
    EvidenceWindow Window, NarrowingPlan Plan, ChangeReview? Review, LogReplay? Replay, bool IsReplayWhole, IReadOnlyDictionary<string, DateTimeOffset> SinceOf)
{
    /// <summary>INVARIANT (narrowing closes): the access diff says so of the change itself, whatever made it.</summary>
    public bool OnlyCloses => Review is { IsMeaningful: true, Access.GainedCount: 0 };
}

/// <summary>The preview, or why there is none.</summary>
public sealed record NarrowingResult(NarrowingPreview? Preview, PublishRefusal? Refusal);

/// <param name="HasMore">Whether kinds of refused calls beyond those looked at are left out.</param>
public sealed record ProposalReport(EvidenceWindow Window, ImmutableArray<GrantProposal> Proposals, bool HasMore);
