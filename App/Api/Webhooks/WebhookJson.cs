using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Webhooks;

/// <param name="Failures">How often it failed since it last took a message.</param>
public sealed record WebhookJson(
    Guid Id, string Address, IReadOnlyList<string> Events, DateTimeOffset AddedAt, string AddedBy, bool Enabled, int Failures, DateTimeOffset? NextAttemptAt, DateTimeOffset? DeliveredAt)
{
    internal static WebhookJson Of(Webhook webhook) => new(
        webhook.Id, webhook.Address, [.. webhook.Events], webhook.AddedAt, webhook.AddedBy.Name, webhook.DisabledAt is null, webhook.Failures, webhook.NextAttemptAt, webhook.DeliveredAt);
}

/// <param name="Secret">Shown this once: what receivers verify messages with.</param>
public sealed record NewWebhookJson(Guid Id, string Secret);

/// <param name="Secret">Shown this once.</param>
public sealed record WebhookSecretJson(string Secret);

public sealed record WebhookEventsJson(IReadOnlyList<string>? Events);

/// <param name="Error">Why the message was not taken.</param>
public sealed record WebhookTestJson(bool Ok, string? Error);

/// <param name="Place">Its place in the order of messages; names it for sending again.</param>
/// <param name="Id">The header <c>webhook-id</c>.</param>
public sealed record WebhookDeliveryJson(
    long Place, string Id, string Type, DateTimeOffset At, string State, int Attempts, DateTimeOffset? TriedAt, string? Error)
{
    internal static WebhookDeliveryJson Of(WebhookDelivery delivery) => new(
        delivery.Place, $"msg_{delivery.MessageId:N}", delivery.Message.Type, delivery.Message.At, JsonNamingPolicy.CamelCase.ConvertName(delivery.State.ToString()), delivery.Attempts,
        delivery.TriedAt, delivery.Failure);
}
