using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Drafts;

/// <summary>A draft on the wire.</summary>
/// <param name="State"><c>editing</c>, <c>submitted</c>, <c>declined</c>, <c>withdrawn</c> or <c>published</c>.</param>
/// <param name="Patch">What it changes.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Owner">Who began it.</param>
/// <param name="Authors">Everybody who had a hand in it: none of them counts as approver.</param>
/// <param name="RollsBackTo">The revision that it goes back to; null where it is no way back.</param>
/// <param name="Undoes">The revision that it undoes; null where it undoes none.</param>
/// <param name="DeclineReason">Why it was declined; null where it was not.</param>
/// <param name="PublishedAs">The revision that it became; null while it is none.</param>
/// <param name="Schedule">When it is published; null where that is not set.</param>
public sealed record DraftJson(
    Guid Id, int Version, string Title, string State, int BaseRevision, [property: OfSchema(PolicyComponents.Patch)] JsonElement Patch, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    ActorJson Owner, IReadOnlyList<ActorJson> Authors, IReadOnlyList<ApprovalJson> Approvals, int? RollsBackTo, int? Undoes, string? DeclineReason, int? PublishedAs,
    ScheduleJson? Schedule)
{
    public static DraftJson Of(Draft draft) => new(
        draft.Id, draft.Version, draft.Title, draft.State.ToString().ToLowerInvariant(), draft.BaseRevision,
        JsonSerializer.Deserialize<JsonElement>(PatchJson.Write(draft.Patch)), draft.CreatedAt, draft.UpdatedAt,
        ActorJson.Of(draft.Owner), [.. draft.Authors.Select(ActorJson.Of)], [.. draft.Approvals.Select(ApprovalJson.Of)],
        draft.RollsBackTo, draft.Undoes, draft.DeclineReason, draft.PublishedAs,
        draft.Schedule is { } schedule ? new ScheduleJson(schedule.At, ActorJson.Of(schedule.By), schedule.SetAt, schedule.Digest) : null);
}

/// <summary>When a draft is published, and what of it.</summary>
/// <param name="At">When it is published.</param>
/// <param name="By">Who set it, and publishes.</param>
/// <param name="SetAt">When that was set.</param>
/// <param name="Digest">Of what is published, and nothing else.</param>
public sealed record ScheduleJson(DateTimeOffset At, ActorJson By, DateTimeOffset SetAt, string Digest);

/// <summary>A person, a token, or the console itself.</summary>
/// <param name="Kind"><c>person</c>, <c>token</c>, <c>bootstrap</c> or <c>system</c>.</param>
/// <param name="Issuer">Who vouches for the person.</param>
/// <param name="Subject">The issuer's name for the person.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Token">The id of the token by which they act; null for themselves.</param>
public sealed record ActorJson(string Kind, string Issuer, string Subject, string Name, Guid? Token)
{
    public static ActorJson Of(Actor actor) => new(actor.Kind.ToString().ToLowerInvariant(), actor.Issuer, actor.Subject, actor.Name, actor.TokenId);
}

/// <summary>One person's approval of a change, bound to the digest of the review that they saw.</summary>
/// <param name="Approver">Who approved it.</param>
/// <param name="At">When.</param>
/// <param name="Digest">Of the review that they saw.</param>
/// <param name="Comment">What they said to it; null for nothing.</param>
public sealed record ApprovalJson(ActorJson Approver, DateTimeOffset At, string Digest, string? Comment)
{
    public static ApprovalJson Of(Approval approval) => new(ActorJson.Of(approval.Approver), approval.At, approval.Digest, approval.Comment);
}
