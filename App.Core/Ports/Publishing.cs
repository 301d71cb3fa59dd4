using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;

namespace AccessConsole.Core.Ports;

/// <summary>What stands while the publish lock is held.</summary>
/// <param name="HeadRevision">The newest stored revision: what the patch is against.</param>
/// <param name="NextRevision">
/// The number of what is published: one above the head and above every revision that an enforcement point ever reported, so that a store
/// restored from an old backup never uses a number twice.
/// </param>
/// <param name="Draft">The draft to publish with its approvals, read under the lock; null where none was asked for or it is gone.</param>
/// <param name="Request">The request to carry out, likewise.</param>
public sealed record PublishContext(int HeadRevision, int NextRevision, Draft? Draft, GrantRequest? Request = null)
{
    /// <summary>The plans of environments whose publishes may go in stages.</summary>
    public IReadOnlyList<RolloutPlan> Plans { get; init; } = [];

    /// <summary>Staged rollouts that are not over.</summary>
    public IReadOnlyList<StagedRollout> Rollouts { get; init; } = [];
}

/// <summary>What to write, or why nothing is written.</summary>
public abstract record PublishPlan
{
    private PublishPlan()
    {
    }

    /// <param name="Patch">Against the head.</param>
    /// <param name="Revision">The new revision's record; its number is <see cref="PublishContext.NextRevision"/> or above.</param>
    /// <param name="Bundles">
    /// Archives that changed, tombstones included; scopes not named keep theirs. Of a scope signed by several keys, the oldest key's comes first.
    /// </param>
    /// <param name="Request">The request as it is by the publish; null where there is none.</param>
    public sealed record Write(PolicyPatch Patch, Revision Revision, IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<AuditEvent> Events, GrantRequest? Request = null) : PublishPlan
    {
        /// <summary>Where it does not go to everybody at once.</summary>
        public IReadOnlyList<StagedRollout> Staged { get; init; } = [];

        /// <summary>Those of <see cref="PublishContext.Rollouts"/> that it ends, as they are then.</summary>
        public IReadOnlyList<StagedRollout> Ended { get; init; } = [];
    }

    /// <summary>Nothing is written but the events.</summary>
    /// <param name="Draft">What becomes of the draft by it; null where it stays as it is.</param>
    public sealed record Refuse(PublishRefusal Refusal, IReadOnlyList<AuditEvent> Events, RefusedDraft? Draft = null) : PublishPlan;
}

/// <summary>A draft's next state after its publish was refused, and what its story says of that.</summary>
public sealed record RefusedDraft(Draft Draft, DraftEntry Entry);

/// <summary>How a publish ended: with the revision, or with why not.</summary>
public sealed record PublishOutcome(Revision? Revision, PublishRefusal? Refusal)
{
    /// <summary>The staged rollouts that ended by it, as they are since.</summary>
    public IReadOnlyList<StagedRollout> Ended { get; init; } = [];
}

/// <param name="Problems">What to mend, where there is something to mend.</param>
public sealed record PublishRefusal(PublishRefusalKind Kind, string Message, IReadOnlyList<Diagnostic> Problems);

public enum PublishRefusalKind
{
    NothingChanged,
    BaseMoved,
    ApprovalsMissing,
    Invalid,
    Forbidden,
    DraftNotFound,

    /// <summary>A schedule that is not there any more, or whose instant has not come: somebody else published it, or took it back.</summary>
    NotDue,

    /// <summary>Somebody else was there first, or the draft's state forbids it.</summary>
    Conflict,

    /// <summary>An earlier revision that changed the same bundles has not reached everybody yet.</summary>
    RolloutUnderWay,

    /// <summary>The signer does not find that its own rules cover it.</summary>
    SignerRefused,

    /// <summary>The signer does not answer.</summary>
    SignerAway,
}

/// <summary>One immutable, numbered state of the policy.</summary>
/// <param name="EffectiveAt">From when it is in force; the publish time, but for boundary successors.</param>
/// <param name="PolicyDigest">SHA-256 over the policy's canonical objects, lower-case hex.</param>
/// <param name="Summary">The change as a sentence.</param>
/// <param name="Approvals">Who approved what was published.</param>
/// <param name="Undoes">The revision whose own changes it takes back.</param>
/// <param name="Emergency">Set where it was published without waiting for approvals, since it only takes access away.</param>
/// <param name="BreakGlass">Set where it was published without waiting for approvals, to be judged afterwards.</param>
public sealed record Revision(
    int Number,
    DateTimeOffset PublishedAt,
    DateTimeOffset EffectiveAt,
    Actor Author,
    string Summary,
    string PolicyDigest,
    Guid? Draft,
    int? RolledBackTo,
    IReadOnlyList<Approval> Approvals,
    int? Undoes = null,
    Emergency? Emergency = null,
    BreakGlass? BreakGlass = null);

/// <summary>One archive as it is stored and served.</summary>
/// <param name="Revision">The revision at which the content last changed; what the manifest says.</param>
/// <param name="KeyId">The signing key.</param>
/// <param name="ContentDigest">SHA-256 of what the bundle says apart from its revision, hex; equal digests keep the former archive.</param>
/// <param name="Sha256">Of the archive, 32 bytes.</param>
public sealed record StoredBundle(
    BundleScope Scope, int Revision, string KeyId, string ContentDigest, ReadOnlyMemory<byte> Sha256, ReadOnlyMemory<byte> Archive, bool IsTombstone);
