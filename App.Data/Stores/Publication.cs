using AccessConsole.Core.Ports;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>One publish, inside the transaction that its caller commits.</summary>
internal sealed class Publication(AccessDbContext context)
{
    public async Task<PublishOutcome> RunAsync(
        PublishSubject subject, Func<PublishContext, CancellationToken, Task<PublishPlan>> plan, CancellationToken cancellationToken)
    {
        await context.ExecuteScriptAsync("lock_publishing", cancellationToken);
        var standingDraft = subject.Draft is { } draft ? await LockDraftAsync(draft, cancellationToken) : null;
        var standingRequest = subject.Request is { } request ? await LockRequestAsync(request, cancellationToken) : null;
        var standing = await ReadStandingAsync(standingDraft, standingRequest, cancellationToken);
        switch (await plan(standing, cancellationToken))
        {
            case PublishPlan.Write write:
                if (standingRequest is not null && write.Request is { } next)
                    context.Store(standingRequest, next);
                await WriteAsync(standing, standingDraft, write, cancellationToken);
                return new PublishOutcome(write.Revision, null) { Ended = write.Ended };
            case PublishPlan.Refuse refuse:
                if (refuse.Draft is { } refused && standingDraft is not null)
                {
                    context.Store(standingDraft, refused.Draft);
                    context.DraftEntries.Add(refused.Entry);
                }

                await context.SaveWithAuditAsync(refuse.Events, cancellationToken);
                return new PublishOutcome(null, refuse.Refusal);
            case var other:
                throw new InvalidOperationException($"a plan of type {other.GetType()} is neither written nor refused");
        }
    }

    /// <summary>Reads the draft and keeps it from being edited until the transaction ends.</summary>
    private async Task<StandingDraft?> LockDraftAsync(Guid id, CancellationToken cancellationToken)
    {
        await context.ExecuteScriptAsync("lock_draft", cancellationToken, new NpgsqlParameter("id", id));
        return await context.FindStandingDraftAsync(id, cancellationToken);
    }

    /// <summary>Reads the request and keeps every other act on it waiting until the transaction ends.</summary>
    private async Task<StandingRequest?> LockRequestAsync(Guid id, CancellationToken cancellationToken)
    {
        await context.ExecuteScriptAsync("lock_request", cancellationToken, new NpgsqlParameter("id", id));
        return await context.FindStandingRequestAsync(id, cancellationToken);
    }

    private async Task<PublishContext> ReadStandingAsync(StandingDraft? draft, StandingRequest? request, CancellationToken cancellationToken)
    {
        var head = await context.HeadRevisionAsync(cancellationToken);
        var reported = await context.HighestReportedRevisionAsync(cancellationToken);
        return new PublishContext(head, checked(Math.Max(head, reported) + 1), draft?.Draft, request?.Request)
        {
            Plans = await context.ReadPlansAsync(cancellationToken),
            Rollouts = await context.ReadStagedAsync(rollouts => rollouts.Where(r => r.EndedAt == null), cancellationToken),
        };
    }

    private async Task WriteAsync(PublishContext standing, StandingDraft? draft, PublishPlan.Write write, CancellationToken cancellationToken)
    {
        // INVARIANT (revision order): read and written under the publish lock; the primary key holds it even without.
        if (write.Revision.Number < standing.NextRevision)
            throw new InvalidOperationException($"revision {write.Revision.Number} was planned where {standing.NextRevision} is next");
        await new PolicyObjectWriter(context).WriteAsync(write.Patch, write.Revision.Number, cancellationToken);
        await new BundleWriter(context).WriteAsync(write.Bundles, write.Revision.Number, cancellationToken);
        context.Revisions.Add(write.Revision);
        if (draft is not null)
        {
            context.Store(draft, PublishedDraft(draft.Draft, write.Revision));
            context.DraftEntries.Add(PublishedEntry(draft.Draft, write.Revision));
        }

        // INVARIANT (stages): in one transaction with the archives, so that nobody finds those without knowing to whom they are released.
        context.StagedRollouts.AddRange(write.Staged);
        foreach (var ended in write.Ended)
            context.Entry(await FindEndingAsync(standing, ended, cancellationToken)).CurrentValues.SetValues(ended);
        await context.ExecuteScriptAsync("notify_revision", cancellationToken, new NpgsqlParameter("revision", $"{write.Revision.Number}"));
        await context.SaveWithAuditAsync(write.Events, cancellationToken);
    }

    private async Task<StagedRollout> FindEndingAsync(PublishContext standing, StagedRollout ended, CancellationToken cancellationToken) =>
        await context.FindStagedAsync(standing.Rollouts.Single(r => r.Revision == ended.Revision && r.Environment == ended.Environment), cancellationToken)
        ?? throw new InvalidOperationException($"the rollout of revision {ended.Revision} in {ended.Environment} is over already");

    private static DraftEntry PublishedEntry(Draft draft, Revision revision) =>
        new() { DraftId = draft.Id, Kind = DraftEntryKind.Published, At = revision.PublishedAt, Actor = revision.Author, Revision = revision.Number, PublishAt = draft.Schedule?.At };

    private static Draft PublishedDraft(Draft draft, Revision revision) =>
        draft with { State = DraftState.Published, PublishedAs = revision.Number, Schedule = null, UpdatedAt = revision.PublishedAt };
}
