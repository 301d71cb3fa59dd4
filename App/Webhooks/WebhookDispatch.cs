using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;

namespace AccessConsole.Webhooks;

/// <summary>
/// Tells each webhook what it is subscribed to, in order: the next message goes out once the one before was taken or given up. An endpoint that is down is
/// tried again ever less often; what waited meanwhile follows at once when it is back.
/// </summary>
public sealed class WebhookDispatch(IWebhookStore store, WebhookSender sender, WebhookWatch watch, TimeProvider clock, ILogger<WebhookDispatch> log)
{
    private const int EventsAtOnce = 1_000;
    private const int MessagesAtOnce = 100;

    // One that answers slowly keeps the others waiting for no longer.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>Stores what is new, and delivers what is due.</summary>
    /// <returns>False where another replica is at it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var lease = await store.TryHoldAsync(cancellationToken);
        if (lease is null)
            return false;
        while (await store.FollowAsync([.. WebhookEvents.OfActs.Keys], EventsAtOnce, WebhookPayload.Of, cancellationToken))
        {
            // The next part of the log.
        }

        var come = watch.Look();
        await store.PutAsync(come, cancellationToken);
        watch.NoteTold(come);
        await Task.WhenAll((await store.ListAsync(cancellationToken)).Where(IsDue).Select(webhook => DeliverAsync(webhook, cancellationToken)));
        return true;
    }

    private bool IsDue(Webhook webhook) => webhook.DisabledAt is null && !(webhook.NextAttemptAt > clock.GetUtcNow());

    private async Task DeliverAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var (failures, begin) = (webhook.Failures, clock.GetTimestamp());
        for (var sent = 0; sent < MessagesAtOnce && clock.GetElapsedTime(begin) < Turn; sent++)
        {
            if (await store.FindNextAsync(webhook.Id, cancellationToken) is not { } delivery)
                return;
            if (await sender.SendAsync(webhook, delivery.MessageId, delivery.Message, cancellationToken) is { } failure)
            {
                await NoteAsync(webhook, delivery, failure, failures + 1, cancellationToken);
                return;
            }

            failures = 0;
            await store.NoteDeliveredAsync(delivery, clock.GetUtcNow(), cancellationToken);
        }
    }

    private async Task NoteAsync(Webhook webhook, WebhookDelivery delivery, string failure, int failures, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isDead = WebhookSchedule.IsGivenUp(delivery.Since, now);
        // The one behind it is not to blame for the one given up.
        await store.NoteFailureAsync(delivery, failure, now, isDead ? now : now + WebhookSchedule.WaitAfter(failures), isDead, cancellationToken);
        if (isDead)
            log.LogError("a message of {Type} to webhook {Webhook} is given up: {Failure}", delivery.Message.Type, webhook.Id, failure);
        else if (failures == 1)
            log.LogWarning("webhook {Webhook} took no message: {Failure}", webhook.Id, failure);
    }
}
