using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;

namespace AccessConsole.Webhooks;

/// <summary>What an act on a webhook came to.</summary>
/// <param name="Webhook">As it stands after the act; null where the act was not done.</param>
/// <param name="Problems">What is wrong with the request.</param>
/// <param name="Refusal">Why this person may not do it.</param>
/// <param name="Secret">A new secret, which is shown this once.</param>
public sealed record WebhookResult(Webhook? Webhook, IReadOnlyList<Diagnostic> Problems, string? Refusal, WebhookSecret? Secret = null)
{
    /// <summary>There is no such webhook, or no such message of it.</summary>
    public static readonly WebhookResult NotFound = new(null, [], null);

    public static WebhookResult Done(Webhook webhook, WebhookSecret? secret = null) => new(webhook, [], null, secret);

    public static WebhookResult Wrong(IReadOnlyList<Diagnostic> problems) => new(null, problems, null);

    public static WebhookResult Refused(string refusal) => new(null, [], refusal);
}
