using AccessConsole.Api.Drafts;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;

namespace AccessConsole.Api.Emergencies;

/// <param name="ReviewedBy">Null while nobody looked at it.</param>
public sealed record EmergencyJson(
    int Revision, string Kind, string Name, Guid Grant, IReadOnlyList<string> Environments, string Reason, ActorJson RevokedBy, DateTimeOffset At,
    ActorJson? ReviewedBy, DateTimeOffset? ReviewedAt, string? Comment)
{
    public static EmergencyJson Of(EmergencyRecord record) => new(
        record.Revision.Number, record.Emergency.Target.Kind.Slug(), record.Emergency.Target.Name, record.Emergency.Grant, record.Emergency.Environments, record.Emergency.Reason,
        ActorJson.Of(record.Revision.Author), record.Revision.PublishedAt, record.Review is { } review ? ActorJson.Of(review.Reviewer) : null, record.Review?.At, record.Review?.Comment);
}

/// <param name="IsBehind">Whether revoking again would deny more.</param>
/// <param name="Revoked">Null for a deny that came into the policy another way.</param>
public sealed record StandingJson(string Grant, IReadOnlyList<string> Environments, string? Reason, bool IsBehind, EmergencyJson? Revoked)
{
    public static StandingJson Of(StandingEmergency standing) => new(
        standing.Grant.Name, standing.Grant.Environments, standing.Grant.Reason, standing.IsBehind, standing.Record is { } record ? EmergencyJson.Of(record) : null);
}

/// <param name="Lost">Who loses what, a sentence each.</param>
/// <param name="Unstopped">Where an engine cannot say the deny exactly.</param>
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

public sealed record CompletedRolloutJson(int Revision, string Environment);

/// <param name="Service">Null for the bundle of the whole environment.</param>
public sealed record BundleJson(string Environment, string Target, string? Service)
{
    public static BundleJson Of(BundleScope scope) => new(scope.Environment, scope.Target.Name(), scope.Service);
}

public sealed record PointJson(string Name, BundleJson Bundle);
