using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Drafts;

/// <summary>A draft on the wire.</summary>
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

/// <param name="By">Who set it, and publishes.</param>
/// <param name="Digest">Of what is published, and nothing else.</param>
public sealed record ScheduleJson(DateTimeOffset At, ActorJson By, DateTimeOffset SetAt, string Digest);

public sealed record ActorJson(string Kind, string Issuer, string Subject, string Name, Guid? Token)
{
    public static ActorJson Of(Actor actor) => new(actor.Kind.ToString().ToLowerInvariant(), actor.Issuer, actor.Subject, actor.Name, actor.TokenId);
}

public sealed record ApprovalJson(ActorJson Approver, DateTimeOffset At, string Digest, string? Comment)
{
    public static ApprovalJson Of(Approval approval) => new(ActorJson.Of(approval.Approver), approval.At, approval.Digest, approval.Comment);
}
