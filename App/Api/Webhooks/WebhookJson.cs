using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Webhooks;

/// <summary>An address that is told of events.</summary>
/// <param name="Address">Where messages go.</param>
/// <param name="Events">The kinds of events that it is told of.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="Failures">How often it failed since it last took a message.</param>
/// <param name="NextAttemptAt">When the next try is; null where nothing waits.</param>
/// <param name="DeliveredAt">When it last took a message.</param>
public sealed record WebhookJson(
    Guid Id, string Address, IReadOnlyList<string> Events, DateTimeOffset AddedAt, string AddedBy, bool Enabled, int Failures, DateTimeOffset? NextAttemptAt, DateTimeOffset? DeliveredAt)
{
    internal static WebhookJson Of(Webhook webhook) => new(
        webhook.Id, webhook.Address, [.. webhook.Events], webhook.AddedAt, webhook.AddedBy.Name, webhook.DisabledAt is null, webhook.Failures, webhook.NextAttemptAt, webhook.DeliveredAt);
}

/// <summary>A webhook that was just made.</summary>
/// <param name="Secret">Shown this once: what receivers verify messages with.</param>
public sealed record NewWebhookJson(Guid Id, string Secret);

/// <summary>A webhook's new secret.</summary>
/// <param name="Secret">Shown this once.</param>
public sealed record WebhookSecretJson(string Secret);

/// <summary>The kinds of events that a webhook is told of.</summary>
/// <param name="Events">The kinds of events.</param>
public sealed record WebhookEventsJson(IReadOnlyList<string>? Events);

/// <summary>What came of a test message.</summary>
/// <param name="Ok">Whether it was taken.</param>
/// <param name="Error">Why the message was not taken.</param>
public sealed record WebhookTestJson(bool Ok, string? Error);

/// <summary>One message to a webhook, and what came of it.</summary>
/// <param name="Place">Its place in the order of messages; names it for sending again.</param>
/// <param name="Id">The header <c>webhook-id</c>.</param>
/// <param name="Type">The kind of event.</param>
/// <param name="At">When the event was.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c> or <c>dead</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record WebhookDeliveryJson(
    long Place, string Id, string Type, DateTimeOffset At, string State, int Attempts, DateTimeOffset? TriedAt, string? Error)
{
    internal static WebhookDeliveryJson Of(WebhookDelivery delivery) => new(
        delivery.Place, $"msg_{delivery.MessageId:N}", delivery.Message.Type, delivery.Message.At, JsonNamingPolicy.CamelCase.ConvertName(delivery.State.ToString()), delivery.Attempts,
        delivery.TriedAt, delivery.Failure);
}
