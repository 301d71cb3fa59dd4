using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Signing;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>What is to become the next revision.</summary>
public sealed record PublishRequest
{
    public required ConsoleUser User { get; init; }

    /// <summary>The draft to publish; null for a patch that needs no approvals.</summary>
    public Guid? Draft { get; init; }

    /// <summary>The patch, where there is no draft.</summary>
    public PolicyPatch Patch { get; init; } = PolicyPatch.Empty;

    /// <summary>The revision that the patch's author saw; null where the newest will do.</summary>
    public int? ExpectedRevision { get; init; }

    /// <summary>The digest of the review that the publisher saw; null where what stands will do.</summary>
    public string? ExpectedDigest { get; init; }

    public string Summary { get; init; } = "";

    /// <summary>Whether nobody gave the summary, so that it is what the change does, and <see cref="Summary"/> only where that is nothing that a diff says.</summary>
    public bool IsUntitled { get; init; }

    /// <summary>The issuers' keys that take the place of the present ones, in a system successor.</summary>
    public ImmutableSortedDictionary<string, JwkSet>? IssuerKeys { get; init; }

    /// <summary>Compiles every bundle and publishes those that no live key vouches for any more, whatever else changes.</summary>
    public bool SealsAnew { get; init; }

    /// <summary>
    /// Publishes what time changed since the newest revision, if it changed anything: the same policy, in force from the last boundary that passed. The
    /// summary says which grants began and ended.
    /// </summary>
    public bool IsBoundary { get; init; }

    /// <summary>Whether it goes to the first stage alone, in each environment that has a plan and whose bundles it changes.</summary>
    public bool IsStaged { get; init; }

    /// <summary>The rollouts of the one revision that it takes back, each as it was seen while it had not reached everybody: nobody approves that, and it may let nobody in.</summary>
    public IReadOnlyList<StagedRollout> TakesBack { get; init; } = [];

    /// <summary>Set where a draft is published because its instant has come: by whom is known, what they may do is found out under the lock.</summary>
    public DraftSchedule? Schedule { get; init; }

    /// <summary>Set for what is revoked in an emergency: nobody approves it beforehand, and it may do nothing but take access away.</summary>
    public Emergency? Emergency { get; init; }

    /// <summary>Set where somebody is let in without approvals: it may be no more than one grant that ends soon.</summary>
    public BreakGlass? BreakGlass { get; init; }

    /// <summary>Set for what is published for a request: it says what the patch is, who may, and which approvals it needs.</summary>
    public RequestAct? Request { get; init; }

    /// <summary>Set for what the console does by itself: boundaries, fetched keys and the sample. Nobody approves that.</summary>
    public bool IsAutomatic { get; init; }

    internal int? RevisionTakenBack => TakesBack is [var first, ..] ? first.Revision : null;

    /// <summary>Why it is to be signed, as a signer wants to know it.</summary>
    internal SigningKind SigningKind =>
        Emergency is not null ? SigningKind.Emergency
        : IsBoundary ? SigningKind.Boundary
        : IssuerKeys is not null ? SigningKind.IssuerKeys
        : SealsAnew ? SigningKind.Anew
        : SigningKind.Change;

    /// <summary>Whether bundles may change although the policy stays as it is.</summary>
    internal bool MayChangeBundlesAlone => IssuerKeys is not null || SealsAnew || IsBoundary;
}
