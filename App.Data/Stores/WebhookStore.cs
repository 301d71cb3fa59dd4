using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class WebhookStore(IDbContextFactory<AccessDbContext> contexts, NpgsqlDataSource dataSource, TimeProvider clock) : IWebhookStore
{
    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Live(context).AsNoTracking().OrderBy(w => w.Id).ToListAsync(cancellationToken);
    }

    public async Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Live(context).AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken);
    }

    public async Task AddAsync(Webhook webhook, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Webhooks.Add(webhook);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<Webhook?> ChangeAsync(Guid id, Func<Webhook, (Webhook Changed, AuditEvent Event)> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync("lock_webhook", cancellationToken, new NpgsqlParameter("id", id));
        if (await Live(context).AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken) is not { } standing)
            return null;
        var (changed, auditEvent) = change(standing);
        await StoreAsync(context, changed, cancellationToken);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    public async Task<IAsyncDisposable?> TryHoldAsync(CancellationToken cancellationToken) => await WebhookLease.TryTakeAsync(dataSource, cancellationToken);

    public async Task<bool> FollowAsync(
        IReadOnlyCollection<string> actions, int limit, Func<AuditRecord, WebhookMessage?> toMessage, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var end = await context.AuditEvents.MaxAsync(e => (long?)e.Sequence, cancellationToken) + 1 ?? 0;
        var cursor = await context.WebhookCursor.SingleOrDefaultAsync(cancellationToken);
        // INVARIANT (audit sequence): without gaps and committed in order, so that nothing comes later before this place.
        var (first, next) = cursor is null ? (end, end) : (cursor.Next, Math.Min(end, cursor.Next + limit));
        var acts = await context.AuditEvents.AsNoTracking().Where(e => e.Sequence >= first && e.Sequence < next && actions.Contains(e.Action))
            .OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        foreach (var message in acts.Select(act => toMessage(act.ToRecord())).OfType<WebhookMessage>())
            await PutAsync(context, message, cancellationToken);
        if (cursor is null)
            context.WebhookCursor.Add(new WebhookCursorRow { Id = WebhookCursorRow.TheOne, Next = next });
        else
            await context.WebhookCursor.ExecuteUpdateAsync(set => set.SetProperty(c => c.Next, next), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return next < end;
    }

    public async Task PutAsync(IReadOnlyList<WebhookMessage> messages, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var message in messages)
            await PutAsync(context, message, cancellationToken);
    }

    public async Task<WebhookDelivery?> FindNextAsync(Guid webhook, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Joined(context, context.WebhookDeliveries.Where(d => d.WebhookId == webhook && d.State == DeliveryState.Pending).OrderBy(d => d.Place).Take(1))
            .SingleOrDefaultAsync(cancellationToken);
        return found?.ToDelivery();
    }

    public async Task NoteDeliveredAsync(WebhookDelivery delivery, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Row(context, delivery).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, DeliveryState.Delivered).SetProperty(d => d.Attempts, d => d.Attempts + 1).SetProperty(d => d.TriedAt, at).SetProperty(d => d.Failure, (string?)null),
            cancellationToken);
        await context.Webhooks.Where(w => w.Id == delivery.Webhook).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Failures, 0).SetProperty(w => w.NextAttemptAt, (DateTimeOffset?)null).SetProperty(w => w.DeliveredAt, at), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task NoteFailureAsync(
        WebhookDelivery delivery, string failure, DateTimeOffset at, DateTimeOffset next, bool isDead, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var state = isDead ? DeliveryState.Dead : DeliveryState.Pending;
        await Row(context, delivery).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, state).SetProperty(d => d.Attempts, d => d.Attempts + 1).SetProperty(d => d.TriedAt, at).SetProperty(d => d.Failure, failure), cancellationToken);
        await context.Webhooks.Where(w => w.Id == delivery.Webhook).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Failures, w => w.Failures + 1).SetProperty(w => w.NextAttemptAt, next), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        Guid webhook, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deliveries = context.WebhookDeliveries.Where(d => d.WebhookId == webhook && (state == null || d.State == state) && (before == null || d.Place < before))
            .OrderByDescending(d => d.Place).Take(limit);
        var found = await Joined(context, deliveries).ToListAsync(cancellationToken);
        return [.. found.OrderByDescending(f => f.Delivery.Place).Select(f => f.ToDelivery())];
    }

    public Task<bool> ResendAsync(Guid webhook, long place, DateTimeOffset at, AuditEvent auditEvent, CancellationToken cancellationToken) => ActAsync(
        async context =>
        {
            var resent = await context.WebhookDeliveries.Where(d => d.WebhookId == webhook && d.Place == place).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.Since, at), cancellationToken);
            await context.Webhooks.Where(w => w.Id == webhook).ExecuteUpdateAsync(
                set => set.SetProperty(w => w.Failures, 0).SetProperty(w => w.NextAttemptAt, (DateTimeOffset?)null), cancellationToken);
            return resent;
        },
        auditEvent,
        cancellationToken);

    private static Task<int> StoreAsync(AccessDbContext context, Webhook webhook, CancellationToken cancellationToken) =>
        context.Webhooks.Where(w => w.Id == webhook.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Events, webhook.Events).SetProperty(w => w.ProtectedSecret, webhook.ProtectedSecret)
                .SetProperty(w => w.ProtectedFormerSecret, webhook.ProtectedFormerSecret).SetProperty(w => w.FormerSecretUntil, webhook.FormerSecretUntil)
                .SetProperty(w => w.DisabledAt, webhook.DisabledAt).SetProperty(w => w.RemovedAt, webhook.RemovedAt)
                .SetProperty(w => w.Failures, 0).SetProperty(w => w.NextAttemptAt, (DateTimeOffset?)null),
            cancellationToken);

    private Task PutAsync(AccessDbContext context, WebhookMessage message, CancellationToken cancellationToken) => context.ExecuteScriptAsync(
        "put_webhook_message",
        cancellationToken,
        new NpgsqlParameter("id", Guid.CreateVersion7()),
        new NpgsqlParameter("key", message.Key),
        new NpgsqlParameter("type", message.Type),
        new NpgsqlParameter("at", message.At.ToUniversalTime()),
        new NpgsqlParameter("body", message.Body),
        new NpgsqlParameter("now", clock.GetUtcNow().ToUniversalTime()));

    private async Task<bool> ActAsync(Func<AccessDbContext, Task<int>> act, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await act(context) == 0)
            return false;
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<Webhook> Live(AccessDbContext context) => context.Webhooks.Where(w => w.RemovedAt == null);

    private static IQueryable<WebhookDeliveryRow> Row(AccessDbContext context, WebhookDelivery delivery) =>
        context.WebhookDeliveries.Where(d => d.WebhookId == delivery.Webhook && d.Place == delivery.Place);

    private static IQueryable<Found> Joined(AccessDbContext context, IQueryable<WebhookDeliveryRow> deliveries) =>
        deliveries.AsNoTracking().Join(context.WebhookMessages.AsNoTracking(), d => d.Place, m => m.Place, (d, m) => new Found(d, m));

    private sealed record Found(WebhookDeliveryRow Delivery, WebhookMessageRow Message)
    {
        public WebhookDelivery ToDelivery() => Delivery.ToDelivery(Message);
    }
}
