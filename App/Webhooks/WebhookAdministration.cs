using System.Globalization;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using AccessConsole.SignIn;

namespace AccessConsole.Webhooks;

/// <summary>Webhooks are added, changed, tested and removed by admins, the same for page and API.</summary>
public sealed class WebhookAdministration(IWebhookStore store, WebhookSecrets secrets, WebhookSender sender, RequestRefusals refusals, IHostEnvironment host, TimeProvider clock)
{
    /// <summary>Why somebody may not manage webhooks.</summary>
    public const string Objection = "a webhook is told of the whole console: managing it needs the admin role everywhere";

    /// <summary>How long messages are signed by the former secret too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    public static bool MayManage(ConsoleUser user) => user.HasEverywhere(ConsoleRole.Admin);

    public async Task<WebhookResult> AddAsync(ConsoleUser user, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, AuditActions.WebhookAdded, "webhook", cancellationToken);
        if (request.Problems(host.IsDevelopment()) is { Count: > 0 } problems)
            return WebhookResult.Wrong(problems);
        var (id, secret) = (Guid.CreateVersion7(), WebhookSecrets.Make());
        var webhook = new Webhook
        {
            Id = id,
            Address = request.Target,
            Events = request.Events!.Distinct(StringComparer.Ordinal).ToValueList(),
            ProtectedSecret = secrets.Protect(id, request.Target, secret),
            AddedAt = clock.GetUtcNow(),
            AddedBy = user.Actor,
        };
        await store.AddAsync(webhook, Event(user, AuditActions.WebhookAdded, webhook), cancellationToken);
        return WebhookResult.Done(webhook, secret);
    }

    public Task<WebhookResult> ChangeEventsAsync(ConsoleUser user, Guid id, IReadOnlyList<string>? events, CancellationToken cancellationToken) =>
        WebhookRequest.EventProblems(events).ToArray() is { Length: > 0 } problems && MayManage(user)
            ? Task.FromResult(WebhookResult.Wrong(problems))
            : ChangeAsync(user, id, AuditActions.WebhookChanged, w => w with { Events = events!.Distinct(StringComparer.Ordinal).ToValueList() }, cancellationToken);

    /// <summary>What is recorded while it is disabled is not told; what waited before waits on.</summary>
    public Task<WebhookResult> DisableAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, AuditActions.WebhookDisabled, w => w with { DisabledAt = w.DisabledAt ?? clock.GetUtcNow() }, cancellationToken);

    public Task<WebhookResult> EnableAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, AuditActions.WebhookEnabled, w => w with { DisabledAt = null }, cancellationToken);

    public Task<WebhookResult> RemoveAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken) => ChangeAsync(
        user, id, AuditActions.WebhookRemoved, w => w with { RemovedAt = clock.GetUtcNow(), ProtectedSecret = "", ProtectedFormerSecret = "", FormerSecretUntil = null }, cancellationToken);

    /// <summary>Makes another secret; for a day messages are signed by the former one too.</summary>
    public async Task<WebhookResult> ReplaceSecretAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        var secret = WebhookSecrets.Make();
        var result = await ChangeAsync(
            user, id, AuditActions.WebhookSecretReplaced,
            w => w with { ProtectedSecret = secrets.Protect(id, w.Address, secret), ProtectedFormerSecret = w.ProtectedSecret, FormerSecretUntil = clock.GetUtcNow() + Overlap }, cancellationToken);
        return result.Webhook is null ? result : result with { Secret = secret };
    }

    /// <summary>Sends a message now that is of nothing.</summary>
    /// <returns>Why it was not taken; null where it was, or where the act was not done.</returns>
    public async Task<(WebhookResult Result, string? Failure)> TestAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        // Changing nothing, it is tried again at once: whoever tests has mended something.
        var result = await ChangeAsync(user, id, AuditActions.WebhookTested, w => w, cancellationToken);
        if (result.Webhook is not { } webhook)
            return (result, null);
        var messageId = Guid.CreateVersion7();
        return (result, await sender.SendAsync(webhook, messageId, WebhookPayload.Test($"test/{messageId}", user.Actor.Name, clock.GetUtcNow()), cancellationToken));
    }

    /// <summary>Has a message sent again, under the same id.</summary>
    public async Task<WebhookResult> ResendAsync(ConsoleUser user, Guid id, long place, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, AuditActions.WebhookResent, $"webhook/{id}", cancellationToken);
        if (await store.FindAsync(id, cancellationToken) is not { } webhook)
            return WebhookResult.NotFound;
        var resent = Event(user, AuditActions.WebhookResent, webhook, ("message", place.ToString(CultureInfo.InvariantCulture)));
        return await store.ResendAsync(id, place, clock.GetUtcNow(), resent, cancellationToken) ? WebhookResult.Done(webhook) : WebhookResult.NotFound;
    }

    private async Task<WebhookResult> ChangeAsync(ConsoleUser user, Guid id, string action, Func<Webhook, Webhook> change, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, action, $"webhook/{id}", cancellationToken);
        var stored = await store.ChangeAsync(
            id,
            standing =>
            {
                var changed = change(standing);
                return (changed, Event(user, action, changed));
            },
            cancellationToken);
        return stored is null ? WebhookResult.NotFound : WebhookResult.Done(stored);
    }

    private async Task<WebhookResult> RefuseAsync(ConsoleUser user, string action, string subject, CancellationToken cancellationToken)
    {
        await refusals.RecordAsync(user, action, subject, Objection, cancellationToken);
        return WebhookResult.Refused(Objection);
    }

    private AuditEvent Event(ConsoleUser user, string action, Webhook webhook, params (string Name, string Value)[] more)
    {
        // What follows the host may be a secret of the receiver's.
        var details = new Dictionary<string, string?> { ["host"] = new Uri(webhook.Address).GetLeftPart(UriPartial.Authority), ["events"] = string.Join(' ', webhook.Events) };
        foreach (var (name, value) in more)
            details[name] = value;
        return new AuditEvent(clock.GetUtcNow(), user.Actor, action, $"webhook/{webhook.Id}", details);
    }
}
