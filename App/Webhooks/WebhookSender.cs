using System.Globalization;
using System.Text;
using AccessConsole.Core.Ports;
using AccessConsole.Outbound;

namespace AccessConsole.Webhooks;

/// <summary>Sends one message as Standard Webhooks has it, through the one client for outbound requests.</summary>
public sealed class WebhookSender(OutboundClient outbound, WebhookSecrets secrets, TimeProvider clock)
{
    internal const string SecretClosed = "its secret cannot be opened by this replica's keys: replace the secret";

    /// <returns>Null where the endpoint took it; else why it did not, in words fit to show.</returns>
    public async Task<string?> SendAsync(Webhook webhook, Guid messageId, WebhookMessage message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (secrets.Open(webhook, now) is not { Count: > 0 } signing)
            return SecretClosed;
        var (id, body) = ($"msg_{messageId:N}", Encoding.UTF8.GetBytes(message.Body));
        (string, string)[] headers =
        [
            ("webhook-id", id),
            ("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("webhook-signature", string.Join(' ', signing.Select(secret => secret.Sign(id, now, body)))),
        ];
        try
        {
            var status = await outbound.TellAsync(new Uri(webhook.Address), body, headers, cancellationToken);
            return status is >= 200 and < 300 ? null : string.Create(CultureInfo.InvariantCulture, $"`{webhook.Address}` answered {status}");
        }
        catch (OutboundException e)
        {
            return e.Message;
        }
    }
}
