using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>A message on its way to one webhook.</summary>
public sealed class WebhookDeliveryRow
{
    public required Guid WebhookId { get; init; }

    public required long Place { get; init; }

    public required DeliveryState State { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? TriedAt { get; init; }

    public string? Failure { get; init; }

    public WebhookDelivery ToDelivery(WebhookMessageRow message) => new(WebhookId, Place, message.Id, message.ToMessage(), State, Attempts, Since, TriedAt, Failure);
}
