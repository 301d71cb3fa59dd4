using AccessConsole.Api.Drafts;
using AccessConsole.BreakGlasses;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.BreakGlasses;

/// <summary>Whom to let in for hours, to what, and why.</summary>
/// <param name="Pipelines">The names of pipelines to let in.</param>
/// <param name="Workloads">The names of workloads to let in.</param>
/// <param name="Minutes">For how long, 1 to 240.</param>
/// <param name="Reason">What happened, for everybody to read.</param>
public sealed record BreakGlassBody(IReadOnlyList<string>? Pipelines, IReadOnlyList<string>? Workloads, string? Role, IReadOnlyList<string>? Environments, int? Minutes, string? Reason)
{
    public BreakGlassRequest Read() => new(
        (Pipelines ?? []).ToValueList(), (Workloads ?? []).ToValueList(), Role ?? "", (Environments ?? []).ToValueList(), TimeSpan.FromMinutes(Minutes ?? 0), Reason ?? "");
}

/// <summary>What somebody else says afterwards of a broken glass.</summary>
/// <param name="Verdict"><c>justified</c> or <c>not-justified</c>.</param>
/// <param name="Comment">Why.</param>
public sealed record BreakGlassReviewBody(string? Verdict, string? Comment);

/// <summary>One time that the glass was broken: who was let in where, by whom and why, and what the review said.</summary>
/// <param name="Revision">The revision that let them in.</param>
/// <param name="GrantId">The id of the grant.</param>
/// <param name="BrokenBy">Who broke it.</param>
/// <param name="At">When it was broken.</param>
/// <param name="Verdict">Null while nobody looked at it.</param>
/// <param name="Comment">What the review said; null while there is none.</param>
public sealed record BreakGlassJson(
    int Revision, Guid GrantId, string Grant, IReadOnlyList<string> Environments, DateTimeOffset Expires, string Reason, ActorJson BrokenBy, DateTimeOffset At,
    string? Verdict, ActorJson? ReviewedBy, DateTimeOffset? ReviewedAt, string? Comment)
{
    public static BreakGlassJson Of(BreakGlassRecord record) => new(
        record.Revision.Number, record.BreakGlass.Grant, record.BreakGlass.Name, record.BreakGlass.Environments, record.BreakGlass.Expires, record.BreakGlass.Reason,
        ActorJson.Of(record.Revision.Author), record.Revision.PublishedAt,
        record.Review?.Verdict switch { BreakGlassVerdict.Justified => "justified", BreakGlassVerdict.NotJustified => "not-justified", null => null },
        record.Review is { } review ? ActorJson.Of(review.Reviewer) : null, record.Review?.At, record.Review?.Comment);
}

/// <summary>A broken glass whose grant still stands, or that nobody reviewed yet.</summary>
/// <param name="GrantInForce">The grant's name by now; null once it ended.</param>
/// <param name="BreakGlass">What was done.</param>
public sealed record StandingBreakGlassJson(string? GrantInForce, BreakGlassJson BreakGlass)
{
    public static StandingBreakGlassJson Of(StandingBreakGlass standing) => new(standing.Grant?.Name, BreakGlassJson.Of(standing.Record));
}

/// <summary>What breaking the glass would let in, before anybody does.</summary>
/// <param name="Expires">When it would end.</param>
/// <param name="Gained">Who gains what, a sentence each.</param>
/// <param name="GainedCount">How many pairs of identity and deployment gain something.</param>
/// <param name="Refusal">Why whoever asks cannot do it; null where they can.</param>
public sealed record BreakGlassPreviewJson(DateTimeOffset Expires, IReadOnlyList<string> Gained, int GainedCount, string? Refusal)
{
    public static BreakGlassPreviewJson Of(BreakGlassPreview preview) =>
        new(preview.Grant!.Expires!.Value, [.. preview.Review!.Access.Sentences], preview.Review.Access.GainedCount, preview.Refusal?.Message);
}

/// <summary>The grant that breaking the glass made, and the revision that has it.</summary>
public sealed record BrokenJson(int Revision, string Grant, DateTimeOffset Expires);
