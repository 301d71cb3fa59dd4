using System.Security.Cryptography;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace AccessConsole.Webhooks;

/// <summary>
/// Protects stored secrets by the console's Data Protection keys. A secret is bound to its webhook and to the address that is told: whoever can change rows
/// of the database, and not the console, gets nothing signed for another address.
/// </summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Purpose = "AccessConsole.Webhooks.Secret";

    /// <summary>A secret that nobody has seen.</summary>
    public static WebhookSecret Make() => new(RandomNumberGenerator.GetBytes(WebhookSecret.Size));

    public string Protect(Guid webhook, string address, WebhookSecret secret) => Protector(webhook, address).Protect(secret.ToString());

    /// <summary>The secrets that sign a message now, the newest first; none where this replica's keys do not open them.</summary>
    public IReadOnlyList<WebhookSecret> Open(Webhook webhook, DateTimeOffset now)
    {
        try
        {
            var protector = Protector(webhook.Id, webhook.Address);
            var current = WebhookSecret.Parse(protector.Unprotect(webhook.ProtectedSecret));
            return now < webhook.FormerSecretUntil ? [current, WebhookSecret.Parse(protector.Unprotect(webhook.ProtectedFormerSecret))] : [current];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private IDataProtector Protector(Guid webhook, string address) => protection.CreateProtector(Purpose, webhook.ToString(), address);
}
