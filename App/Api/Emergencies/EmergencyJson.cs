using AccessConsole.Api.Drafts;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;

namespace AccessConsole.Api.Emergencies;

/// <summary>One revocation: of whom, where, by whom and why, and who reviewed it.</summary>
/// <param name="Revision">The revision that denied it.</param>
/// <param name="Kind"><c>pipeline</c>, <c>workload</c>, <c>queue</c> or <c>identity-provider</c>.</param>
/// <param name="Name">What was revoked.</param>
/// <param name="Grant">The id of the deny.</param>
/// <param name="Environments">Where it was revoked.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="At">When.</param>
/// <param name="ReviewedBy">Null while nobody looked at it.</param>
/// <param name="Comment">What the review said; null while there is none.</param>
public sealed record EmergencyJson(
    int Revision, string Kind, string Name, Guid Grant, IReadOnlyList<string> Environments, string Reason, ActorJson RevokedBy, DateTimeOffset At,
    ActorJson? ReviewedBy, DateTimeOffset? ReviewedAt, string? Comment)
{
    public static EmergencyJson Of(EmergencyRecord record) => new(
        record.Revision.Number, record.Emergency.Target.Kind.Slug(), record.Emergency.Target.Name, record.Emergency.Grant, record.Emergency.Environments, record.Emergency.Reason,
        ActorJson.Of(record.Revision.Author), record.Revision.PublishedAt, record.Review is { } review ? ActorJson.Of(review.Reviewer) : null, record.Review?.At, record.Review?.Comment);
}

/// <summary>A deny of an emergency that is in force.</summary>
/// <param name="Grant">The name of the deny.</param>
/// <param name="Environments">Where it denies.</param>
/// <param name="IsBehind">Whether revoking again would deny more.</param>
/// <param name="Revoked">Null for a deny that came into the policy another way.</param>
public sealed record StandingJson(string Grant, IReadOnlyList<string> Environments, string? Reason, bool IsBehind, EmergencyJson? Revoked)
{
    public static StandingJson Of(StandingEmergency standing) => new(
        standing.Grant.Name, standing.Grant.Environments, standing.Grant.Reason, standing.IsBehind, standing.Record is { } record ? EmergencyJson.Of(record) : null);
}

/// <summary>What a revocation would take away, before anybody makes it.</summary>
/// <param name="Grant">The name of the deny that would be.</param>
/// <param name="Lost">Who loses what, a sentence each.</param>
/// <param name="LostCount">How many pairs of identity and deployment lose something.</param>
/// <param name="GainedCount">How many gain something: none.</param>
/// <param name="Environments">Where it would deny.</param>
/// <param name="Bundles">The bundles that change.</param>
/// <param name="Points">The enforcement points that pull those.</param>
/// <param name="Unstopped">Where an engine cannot say the deny exactly.</param>
/// <param name="SuspendedTests">The policy's own tests that expect what would be denied.</param>
/// <param name="Completed">Staged rollouts that end by it: their revisions go to everybody together with the deny.</param>
/// <param name="Refusal">Why whoever asks cannot revoke it; null where they can.</param>
public sealed record EmergencyPreviewJson(
    string Grant, IReadOnlyList<string> Lost, int LostCount, int GainedCount, IReadOnlyList<string> Environments, IReadOnlyList<BundleJson> Bundles, IReadOnlyList<PointJson> Points,
    IReadOnlyList<string> Unstopped, IReadOnlyList<string> SuspendedTests, IReadOnlyList<CompletedRolloutJson> Completed, string? Refusal)
{
    public static EmergencyPreviewJson Of(EmergencyPreview preview) => new(
        preview.Plan!.Grant.Name, [.. preview.Review!.Access.Sentences], preview.Review.Access.LostCount, preview.Review.Access.GainedCount, [.. preview.Plan.Grant.Environments],
        [.. preview.Bundles.Select(BundleJson.Of)], [.. preview.Points.Select(p => new PointJson(p.Name, BundleJson.Of(p.Scope)))],
        preview.Unstopped, [.. preview.SuspendedTests.Select(t => t.Name)],
        [.. preview.Completed.Select(rollout => new CompletedRolloutJson(rollout.Revision, rollout.Environment))], preview.Refusal?.Message);
}

/// <summary>A staged rollout that ends by a revocation.</summary>
public sealed record CompletedRolloutJson(int Revision, string Environment);

/// <summary>What a bundle is for.</summary>
/// <param name="Service">Null for the bundle of the whole environment.</param>
public sealed record BundleJson(string Environment, string Target, string? Service)
{
    public static BundleJson Of(BundleScope scope) => new(scope.Environment, scope.Target.Name(), scope.Service);
}

/// <summary>An enforcement point and the bundle that it pulls.</summary>
/// <param name="Bundle">The bundle.</param>
public sealed record PointJson(string Name, BundleJson Bundle);
