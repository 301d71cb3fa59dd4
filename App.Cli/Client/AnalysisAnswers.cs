using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Client;

/// <summary><c>GET /api/v1/analysis/reach</c>.</summary>
internal sealed record ReachAnswerJson(string Policy, bool CanReach, long Pairs, long Reaching, ImmutableArray<ReachPairAnswer> Found);

internal sealed record ReachPairAnswer(
    string Principal, string Environment, string Service, bool Reaches, ImmutableArray<ReachWayAnswer> Ways, ImmutableArray<ObstacleAnswer> Obstacles, ImmutableArray<string> Denies, WitnessAnswer Witness);

internal sealed record ReachWayAnswer(string Identity, ImmutableArray<RegionAnswer> Regions, ImmutableArray<string> Grants, string? Note = null);

internal sealed record RegionAnswer(string Text);

internal sealed record ObstacleAnswer(string Failed, string Detail, string? Grant = null);

internal sealed record WitnessAnswer(JsonObject Request, DecisionAnswer Decision);

/// <summary><c>/api/v1/analysis/same</c>.</summary>
internal sealed record SameAnswer(string From, string To, bool Same, ImmutableArray<string> Sentences, DifferenceAnswer? Difference = null);

internal sealed record DifferenceAnswer(JsonObject Request, OutcomeAnswer From, OutcomeAnswer To);

internal sealed record OutcomeAnswer(DecisionAnswer Decision, bool Passes, string? Target = null);

/// <summary><c>GET /api/v1/analysis/grants</c>.</summary>
internal sealed record GrantAuditAnswer(string Policy, ImmutableSortedDictionary<string, int> Counts, ImmutableArray<GrantFindingAnswer> Grants);

internal sealed record GrantFindingAnswer(string Grant, string Effect, string Status, bool Redundant, ImmutableArray<string> CoveredBy, bool PartlyDenied);

/// <summary><c>GET /api/v1/analysis/grants/NAME</c>.</summary>
internal sealed record GrantReportAnswer(
    string Policy, string Grant, string Effect, string Status, bool Redundant, ImmutableArray<string> CoveredBy, ImmutableArray<string> CoveredTogetherBy, ImmutableArray<string> SameAs,
    ImmutableArray<BroaderAnswer> Covers, ImmutableArray<DeniedPartAnswer> Denied, ProofAnswer? Proof = null);

internal sealed record BroaderAnswer(string Grant, WitnessAnswer Beyond);

internal sealed record DeniedPartAnswer(string Deny, string Environment, string Service, ImmutableArray<RegionAnswer> Regions);

internal sealed record ProofAnswer(JsonObject Request, DecisionAnswer With, DecisionAnswer Without);

/// <summary><c>/api/v1/policy/diff</c>.</summary>
internal sealed record DiffAnswer(string From, string To, ReviewDiff Access, ReviewDiff Configuration);
