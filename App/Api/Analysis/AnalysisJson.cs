using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Api.Decisions;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Api.Analysis;

/// <summary>A request that shows an answer to be true, in the shape of <c>POST /api/v1/decisions</c>, and what is decided on it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Decision">What is decided on it.</param>
public sealed record WitnessJson([property: OfSchema(PolicyComponents.DecisionRequest)] JsonNode Request, DecisionJson Decision)
{
    public static WitnessJson Of(Witness witness) => new(RequestOf(witness.Request), DecisionJson.Of(witness.Decision));

    internal static JsonNode RequestOf(DecisionRequest request) => JsonNode.Parse(DecisionRequestJson.Write(request))!;
}

/// <summary>Whether somebody can ever reach something.</summary>
/// <param name="Policy">What was asked, such as <c>revision 12</c>.</param>
/// <param name="At">From when on.</param>
/// <param name="CanReach">Whether any pair reaches.</param>
/// <param name="Pairs">Of how many pairs of principal and deployment.</param>
/// <param name="Reaching">How many pairs reach.</param>
/// <param name="Found">The first pairs that reach; where none does, the first that do not.</param>
public sealed record ReachJson(string Policy, DateTimeOffset At, bool CanReach, long Pairs, long Reaching, IReadOnlyList<ReachPairJson> Found)
{
    public static ReachJson Of(string policy, DateTimeOffset at, ReachAnswer answer) =>
        new(policy, at, answer.CanReach, answer.Pairs, answer.Reaching, [.. answer.Found.Select(ReachPairJson.Of)]);
}

/// <summary>One principal and one deployment: how it reaches it, or what keeps it from that.</summary>
/// <param name="Principal">Such as <c>pipeline/payments-deploy</c>; <c>anyone</c> for a caller without credential.</param>
/// <param name="Reaches">Whether it reaches.</param>
/// <param name="Ways">By which credentials which requests pass.</param>
/// <param name="Obstacles">What it would take, the nearest first.</param>
/// <param name="Denies">Deny grants that take a part of it.</param>
/// <param name="Witness">A request that shows it; null where nobody can make one.</param>
public sealed record ReachPairJson(
    string Principal, string Environment, string Service, bool Reaches, IReadOnlyList<ReachWayJson> Ways, IReadOnlyList<ObstacleJson> Obstacles, IReadOnlyList<string> Denies, WitnessJson Witness)
{
    public static ReachPairJson Of(ReachPair pair) => new(
        pair.Principal is { } principal ? $"{principal.Kind.Noun()}/{principal.Name}" : "anyone", pair.Environment, pair.Service, pair.Reaches,
        [.. pair.Ways.Select(w => new ReachWayJson(w.Identity.Key, [.. w.Regions.Select(RegionJson.Of)], w.Grants, w.Note))],
        [.. pair.Obstacles.Select(o => new ObstacleJson(o.Grant, o.Failed, o.Detail))], pair.Denies, WitnessJson.Of(pair.Witness));
}

/// <summary>One credential of a principal and the requests that pass with it.</summary>
/// <param name="Identity">The credential by which it passes.</param>
/// <param name="Regions">The requests that pass.</param>
/// <param name="Grants">The grants that let them pass.</param>
/// <param name="Note">Why something passes that no grant allows.</param>
public sealed record ReachWayJson(string Identity, IReadOnlyList<RegionJson> Regions, IReadOnlyList<string> Grants, string? Note);

/// <summary>One condition that fails on the way, and what it would take.</summary>
/// <param name="Grant">The grant that fails there; null where it is no grant's.</param>
/// <param name="Failed">What fails, for programs.</param>
public sealed record ObstacleJson(string? Grant, string Failed, string Detail);

/// <summary>A set of requests.</summary>
/// <param name="Methods">Known methods.</param>
/// <param name="Paths">In the words of templates.</param>
/// <param name="Conditions">Claims and times in words; empty for always.</param>
/// <param name="Odd">Whether unknown methods and paths that are not canonical belong.</param>
/// <param name="Text">The whole in words.</param>
public sealed record RegionJson(IReadOnlyList<string> Methods, string Paths, string Conditions, bool Odd, string Text)
{
    public static RegionJson Of(AccessRegion region) =>
        new(region.HasWellFormed ? [.. region.Methods.Names()] : [], region.HasWellFormed ? region.Paths.ToString() : "", region.Conditions, region.HasOdd, region.ToString());
}

/// <summary>Whether two policies let the same requests through to the same targets.</summary>
/// <param name="From">The one policy, such as <c>revision 12</c>.</param>
/// <param name="To">The other policy.</param>
/// <param name="At">From when on access counts.</param>
/// <param name="Same">Whether they mean the same.</param>
/// <param name="Difference">A request on which they differ; null where they mean the same.</param>
/// <param name="Sentences">All in which they differ.</param>
public sealed record SameJson(string From, string To, DateTimeOffset At, bool Same, DifferenceJson? Difference, IReadOnlyList<string> Sentences)
{
    public static SameJson Of(string from, string to, DateTimeOffset at, PolicyMeaning meaning) => new(
        from, to, at, meaning.IsSame,
        meaning.Difference is { } d ? new DifferenceJson(WitnessJson.RequestOf(d.Request), OutcomeJson.Of(d.One), OutcomeJson.Of(d.Other)) : null, meaning.Access.Sentences);
}

/// <summary>A request that two policies decide differently, with what each makes of it.</summary>
/// <param name="Request">The request.</param>
/// <param name="From">What becomes of it under the one policy.</param>
/// <param name="To">What becomes of it under the other.</param>
public sealed record DifferenceJson([property: OfSchema(PolicyComponents.DecisionRequest)] JsonNode Request, OutcomeJson From, OutcomeJson To);

/// <summary>What becomes of a request under one policy.</summary>
/// <param name="Decision">What is decided on it.</param>
/// <param name="Passes">Whether the request reaches the service: allowed, or refused by nobody.</param>
/// <param name="Target">Where it comes out.</param>
public sealed record OutcomeJson(DecisionJson Decision, bool Passes, string? Target)
{
    public static OutcomeJson Of(RequestOutcome outcome) => new(DecisionJson.Of(outcome.Decision), outcome.Passes, outcome.Target?.ToString());
}

/// <summary>The grants that change nothing, and those of which a deny takes a part.</summary>
/// <param name="At">From when on access counts.</param>
/// <param name="Counts">How many there are of each status.</param>
/// <param name="Grants">The grants, in pages.</param>
public sealed record GrantAuditJson(string Policy, DateTimeOffset At, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<GrantFindingJson> Grants);

/// <summary>What one grant adds to the policy beside all others.</summary>
/// <param name="Status">needed, covered, coveredTogether, denied, coveredOrDenied, guard, idle, ended or matchesNobody; only the first is not redundant.</param>
/// <param name="Redundant">Whether the policy means the same without it.</param>
/// <param name="CoveredBy">The grants each of which by itself says all that it says.</param>
/// <param name="PartlyDenied">Whether a deny takes a part of it.</param>
public sealed record GrantFindingJson(string Grant, string Effect, string Status, bool Redundant, IReadOnlyList<string> CoveredBy, bool PartlyDenied)
{
    public static GrantFindingJson Of(GrantFinding finding) => new(
        finding.Grant.Name, Components.Words.Of(finding.Grant.Effect), NameOf(finding.Status), finding.Status != GrantStatus.Needed, [.. finding.CoveredBy], finding.IsPartlyDenied);

    internal static string NameOf(GrantStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}

/// <summary>What one grant is good for.</summary>
/// <param name="At">From when on access counts.</param>
/// <param name="Status"><c>needed</c>, <c>covered</c>, <c>coveredTogether</c>, <c>denied</c>, <c>coveredOrDenied</c>, <c>guard</c>, <c>idle</c>, <c>ended</c> or <c>matchesNobody</c>; only the first is not redundant.</param>
/// <param name="Redundant">Whether the policy means the same without it.</param>
/// <param name="CoveredBy">The grants each of which by itself says all that it says.</param>
/// <param name="CoveredTogetherBy">The grants that together say all that it says.</param>
/// <param name="SameAs">The grants that say exactly the same.</param>
/// <param name="Covers">Grants that are unnecessary beside this one, each with a request that only this one speaks of.</param>
/// <param name="Denied">What denies take of it.</param>
/// <param name="Proof">A request that shows the status; null where nobody can make one.</param>
public sealed record GrantReportJson(
    string Policy, DateTimeOffset At, string Grant, string Effect, string Status, bool Redundant, IReadOnlyList<string> CoveredBy, IReadOnlyList<string> CoveredTogetherBy,
    IReadOnlyList<string> SameAs, IReadOnlyList<BroaderJson> Covers, IReadOnlyList<DeniedPartJson> Denied, ProofJson? Proof)
{
    public static GrantReportJson Of(string policy, DateTimeOffset at, GrantReport report) => new(
        policy, at, report.Grant.Name, Components.Words.Of(report.Grant.Effect), GrantFindingJson.NameOf(report.Status), report.IsRedundant, report.CoveredBy, report.CoveredTogetherBy, report.SameAs,
        [.. report.Covers.Select(c => new BroaderJson(c.Grant, WitnessJson.Of(c.Beyond)))],
        [.. report.Denied.Select(d => new DeniedPartJson(d.Deny, d.Environment, d.Service, [.. d.Regions.Select(RegionJson.Of)]))],
        report.Proof is { } proof ? new ProofJson(WitnessJson.RequestOf(proof.With.Request), DecisionJson.Of(proof.With.Decision), DecisionJson.Of(proof.Without)) : null);
}

/// <summary>A grant that another one makes unnecessary.</summary>
/// <param name="Beyond">A request that only the broader one speaks of.</param>
public sealed record BroaderJson(string Grant, WitnessJson Beyond);

/// <summary>The part of a grant that a deny takes away at one deployment.</summary>
/// <param name="Deny">The name of the deny.</param>
public sealed record DeniedPartJson(string Deny, string Environment, string Service, IReadOnlyList<RegionJson> Regions);

/// <summary>A request decided with the grant and without it.</summary>
/// <param name="Request">The request.</param>
/// <param name="With">What is decided with the grant.</param>
/// <param name="Without">What is decided without it.</param>
public sealed record ProofJson([property: OfSchema(PolicyComponents.DecisionRequest)] JsonNode Request, DecisionJson With, DecisionJson Without);
