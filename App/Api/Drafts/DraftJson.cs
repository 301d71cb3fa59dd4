using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Drafts;

/// <summary>A draft on the wire.</summary>
public sealed record DraftJson(
    Guid Id, int Version, string Title, string State, int BaseRevision, JsonElement Patch, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    ActorJson Owner, IReadOnlyList<ActorJson> Authors, IReadOnlyList<ApprovalJson> Approvals, int? RollsBackTo, int? Undoes, string? DeclineReason, int? PublishedAs)
{
    public static DraftJson Of(Draft draft) => new(
        draft.Id, draft.Version, draft.Title, draft.State.ToString().ToLowerInvariant(), draft.BaseRevision,
        JsonSerializer.Deserialize<JsonElement>(PatchJson.Write(draft.Patch)), draft.CreatedAt, draft.UpdatedAt,
        ActorJson.Of(draft.Owner), [.. draft.Authors.Select(ActorJson.Of)], [.. draft.Approvals.Select(ApprovalJson.Of)],
        draft.RollsBackTo, draft.Undoes, draft.DeclineReason, draft.PublishedAs);
}

public sealed record ActorJson(string Kind, string Issuer, string Subject, string Name, Guid? Token)
{
    public static ActorJson Of(Actor actor) => new(actor.Kind.ToString().ToLowerInvariant(), actor.Issuer, actor.Subject, actor.Name, actor.TokenId);
}

public sealed record ApprovalJson(ActorJson Approver, DateTimeOffset At, string Digest, string? Comment)
{
    public static ApprovalJson Of(Approval approval) => new(ActorJson.Of(approval.Approver), approval.At, approval.Digest, approval.Comment);
}
