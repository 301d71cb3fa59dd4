using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>A message, as every webhook that is subscribed is sent it.</summary>
public sealed class WebhookMessageRow
{
    public long Place { get; init; }

    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Body { get; init; }

    public WebhookMessage ToMessage() => new(Key, Type, At, Body);
}
