using System.Collections.Immutable;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes;

/// <summary>Everything that a person must know before a change is published, and everything that decides whether it may be.</summary>
public sealed record ChangeReview
{
    /// <summary>The revision that the change is against.</summary>
    public required int BaseRevision { get; init; }

    public required PolicyPatch Patch { get; init; }

    /// <summary>The policy that the change makes; the base itself where the change has errors.</summary>
    public required PolicySet Draft { get; init; }

    /// <summary>False where errors leave the change without a meaning: then the base, unchanged, is compared, and what follows says nothing of the change.</summary>
    public required bool IsMeaningful { get; init; }

    /// <summary>Errors and warnings of the documents' meaning, and of coverage.</summary>
    public required ImmutableArray<Diagnostic> Problems { get; init; }

    public required AccessDiff Access { get; init; }

    public required ConfigurationDiff Configuration { get; init; }

    /// <summary>The draft's tests; one that fails blocks.</summary>
    public required ImmutableArray<EmbeddedTestResult> Tests { get; init; }

    /// <summary>The base's tests that the change takes out or rewrites, run on the draft: what no longer holds must be seen and approved.</summary>
    public required ImmutableArray<EmbeddedTestResult> RetiredTests { get; init; }

    /// <summary>How each deployment is enforced that the change touches, or that it makes be enforced otherwise.</summary>
    public required ImmutableArray<DeploymentCoverage> Coverage { get; init; }

    /// <summary>How many approvals each environment whose effect changes asks for; those that ask for none are not listed.</summary>
    public required ImmutableSortedDictionary<string, int> RequiredApprovals { get; init; }

    /// <summary>What an approval binds: SHA-256, lower-case hex, over base revision, patch and both diffs.</summary>
    public required string Digest { get; init; }

    /// <summary>What an engine cannot say as the policy means it, errors and warnings.</summary>
    public IEnumerable<Diagnostic> CoverageProblems => Problems.Where(IsOfCoverage);

    /// <summary>What nobody may pass over. Errors of coverage alone a change that only takes away may: what an engine cannot say exactly would otherwise keep it from being said at all.</summary>
    public IEnumerable<Diagnostic> ErrorsBesidesCoverage => Problems.Where(p => p.Severity == Severity.Error && !IsOfCoverage(p));

    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);

    public bool TestsPass => Tests.All(t => t.Passed);

    /// <summary>Whether nothing but approvals stands between the change and its publication.</summary>
    public bool IsPublishable => !HasErrors && TestsPass;

    /// <summary>What the change touches: where its author and its publisher need their role, and where approvals count. Every environment of the effect is among them.</summary>
    public required ImmutableArray<ChangePlace> Places { get; init; }

    /// <summary>Where an approval counts: the places whose environment asks for some, or all where none does.</summary>
    public ImmutableArray<ChangePlace> ApprovalPlaces =>
        RequiredApprovals.IsEmpty ? Places : [.. Places.Where(touched => touched.Place.Environment is { } environment && RequiredApprovals.ContainsKey(environment))];

    private static bool IsOfCoverage(Diagnostic problem) => problem.Code is CoverageCodes.Insufficient or CoverageCodes.Residual;
}
