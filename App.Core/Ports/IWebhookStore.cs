using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Webhooks, what they are to be told, and what came of it. Deliveries are observations, not acts: they have no audit event.</summary>
public interface IWebhookStore
{
    /// <summary>Those that are not removed, oldest first; there are few.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken);

    Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a webhook: it is told what is recorded from now on.</summary>
    Task AddAsync(Webhook webhook, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what an admin changes: events, secrets, whether it is disabled or removed. Changes of one webhook are made one after the other, each of what the one before left. One that
    /// was changed is tried again at once.
    /// </summary>
    /// <param name="change">What stands there now, changed, with the event of that.</param>
    /// <returns>What is stored; null where there is no such webhook.</returns>
    Task<Webhook?> ChangeAsync(Guid id, Func<Webhook, (Webhook Changed, AuditEvent Event)> change, CancellationToken cancellationToken);

    /// <summary>The right to deliver, which one replica has at a time, until it is disposed or its process ends.</summary>
    /// <returns>Null where another one has it.</returns>
    Task<IAsyncDisposable?> TryHoldAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Goes on through the audit log, which is the outbox: an act is written there with its change, or not at all. What <paramref name="toMessage"/> makes
    /// of events is stored for the webhooks that are subscribed, together with the place in the log.
    /// </summary>
    /// <param name="actions">Acts that are told.</param>
    /// <returns>Whether more events wait.</returns>
    Task<bool> FollowAsync(IReadOnlyCollection<string> actions, int limit, Func<AuditRecord, WebhookMessage?> toMessage, CancellationToken cancellationToken);

    /// <summary>Stores messages of which nothing is stored under their key yet, for the webhooks that are subscribed.</summary>
    Task PutAsync(IReadOnlyList<WebhookMessage> messages, CancellationToken cancellationToken);

    /// <summary>The oldest delivery that is still to be made; null where there is none.</summary>
    Task<WebhookDelivery?> FindNextAsync(Guid webhook, CancellationToken cancellationToken);

    Task NoteDeliveredAsync(WebhookDelivery delivery, DateTimeOffset at, CancellationToken cancellationToken);

    /// <param name="next">When the endpoint is tried again.</param>
    /// <param name="isDead">Whether the message is given up.</param>
    Task NoteFailureAsync(WebhookDelivery delivery, string failure, DateTimeOffset at, DateTimeOffset next, bool isDead, CancellationToken cancellationToken);

    /// <summary>Newest first, below the place <paramref name="before"/> where it is given.</summary>
    Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(Guid webhook, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Has a message delivered again, under the same id.</summary>
    /// <returns>False where there is no such message of that webhook.</returns>
    Task<bool> ResendAsync(Guid webhook, long place, DateTimeOffset at, AuditEvent auditEvent, CancellationToken cancellationToken);
}

/// <summary>An address that is told of events.</summary>
public sealed record Webhook
{
    public required Guid Id { get; init; }

    public required string Address { get; init; }

    /// <summary>The types that it is told.</summary>
    public required ValueList<string> Events { get; init; }

    /// <summary>Readable only by the keys of the console that stored it; empty once the webhook is removed.</summary>
    public required string ProtectedSecret { get; init; }

    /// <summary>The secret before, by which messages are signed too until <see cref="FormerSecretUntil"/>; empty where there is none.</summary>
    public string ProtectedFormerSecret { get; init; } = "";

    public DateTimeOffset? FormerSecretUntil { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public required Actor AddedBy { get; init; }

    /// <summary>Null while messages are delivered.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>How often it failed since it last took a message.</summary>
    public int Failures { get; init; }

    /// <summary>Not to be tried before; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <param name="Key">What it is about, so that it is stored once.</param>
/// <param name="Body">JSON, as it is sent.</param>
public sealed record WebhookMessage(string Key, string Type, DateTimeOffset At, string Body);

/// <summary>A message on its way to one webhook.</summary>
/// <param name="Place">Its place in the order in which messages are delivered.</param>
/// <param name="MessageId">The same each time it is sent.</param>
/// <param name="Since">From when on it is tried.</param>
/// <param name="Failure">Why it was not delivered the last time; null where it was, or was not tried.</param>
public sealed record WebhookDelivery(
    Guid Webhook, long Place, Guid MessageId, WebhookMessage Message, DeliveryState State, int Attempts, DateTimeOffset Since, DateTimeOffset? TriedAt, string? Failure);

/// <summary>Persisted by name: do not rename.</summary>
public enum DeliveryState
{
    Pending,
    Delivered,
    Dead,
}
