using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>The console's review of a document: <c>POST /api/v1/policy/check</c>.</summary>
internal sealed record Review(
    int BaseRevision, bool Changed, bool Publishable, ImmutableArray<Problem> Problems, ReviewDiff AccessDiff, ReviewDiff ConfigurationDiff,
    ReviewTests Tests, ImmutableArray<ReviewCoverage> Coverage, ImmutableSortedDictionary<string, int> RequiredApprovals,
    ReviewArtefacts? Artefacts = null, ImmutableArray<ReviewPlace>? Places = null);

/// <summary>A place that the change touches.</summary>
/// <param name="Says">The place for people.</param>
/// <param name="Approvals">Absent where none are asked for.</param>
internal sealed record ReviewPlace(string Says, ReviewPlaceApprovals? Approvals = null);

internal sealed record ReviewPlaceApprovals(int Needed);

/// <summary>What engines' own configuration gains and loses; only where it was asked for.</summary>
internal sealed record ReviewArtefacts(ImmutableArray<ReviewArtefact> Changes, int OmittedServices);

internal sealed record ReviewArtefact(string Environment, string Service, string Target, string Part, string Change, ImmutableArray<string> Lines, DateTimeOffset? From = null);

internal sealed record ReviewDiff(ImmutableArray<string> Sentences);

/// <param name="Retired">The base's tests that the document takes out or rewrites, run on the document.</param>
internal sealed record ReviewTests(ImmutableArray<ReviewTest> Results, ImmutableArray<ReviewTest> Retired);

internal sealed record ReviewTest(string Name, bool Passed, string Expected, string Effect, string Reason, string? Grant = null);

internal sealed record ReviewCoverage(string Environment, string Service, ImmutableArray<ReviewLoss> Losses, ImmutableArray<ReviewHop> Hops);

internal sealed record ReviewHop(int Hop, string Target, string Coverage, ImmutableArray<ReviewLoss> Losses, ImmutableArray<ReviewResidual> Residuals);

internal sealed record ReviewLoss(string Code, string Coverage, string? Grant, string Lost, string Remedy);

internal sealed record ReviewResidual(string Code, string Message);
