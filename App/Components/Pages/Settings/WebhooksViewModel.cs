using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using AccessConsole.SignIn;
using AccessConsole.Webhooks;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>Webhooks, the one to be added, and the messages of the one that is looked at.</summary>
public sealed class WebhooksViewModel(IWebhookStore store, WebhookAdministration administration)
{
    /// <summary>Rows of one page of messages.</summary>
    public const int PageSize = 50;

    private IReadOnlyList<Diagnostic> problems = [];

    public IReadOnlyList<Webhook> Webhooks { get; private set; } = [];

    /// <summary>The webhook whose messages are listed; null for none.</summary>
    public Webhook? Shown { get; private set; }

    public IReadOnlyList<WebhookDelivery> Deliveries { get; private set; } = [];

    /// <summary>Below which place the next page begins; null on the last.</summary>
    public long? Next { get; private set; }

    public string Address { get; set; } = "";

    /// <summary>What the webhook to be added is told; at first everything.</summary>
    public ISet<string> Events { get; } = WebhookEvents.All.Select(e => e.Type).ToHashSet(StringComparer.Ordinal);

    /// <summary>A secret that was just made; gone with the next act.</summary>
    public string? Secret { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>What the last test of a webhook came to: an error as it came, or null for success.</summary>
    public (Guid Webhook, string? Failure)? Tested { get; private set; }

    public IReadOnlyList<Diagnostic> ProblemsOf(string pointer) => [.. problems.Where(p => p.Pointer.StartsWith(pointer, StringComparison.Ordinal))];

    public void Choose(string type, bool isTold)
    {
        if (isTold)
            Events.Add(type);
        else
            Events.Remove(type);
    }

    public async Task LoadAsync(Guid? shown, long? before, CancellationToken cancellationToken)
    {
        Webhooks = await store.ListAsync(cancellationToken);
        Shown = Webhooks.FirstOrDefault(w => w.Id == shown);
        var page = ListPage.Of(Shown is null ? [] : await store.ListDeliveriesAsync(Shown.Id, null, before, PageSize + 1, cancellationToken), PageSize);
        Deliveries = page.Rows;
        Next = page.HasMore ? Deliveries[^1].Place : null;
    }

    public async Task AddAsync(ConsoleUser user)
    {
        var result = await administration.AddAsync(user, new WebhookRequest { Address = Address, Events = [.. Events.Order(StringComparer.Ordinal)] }, CancellationToken.None);
        Take(result);
        if (result.Webhook is not null)
            Address = "";
    }

    public async Task ReplaceSecretAsync(ConsoleUser user, Guid id) => Take(await administration.ReplaceSecretAsync(user, id, CancellationToken.None));

    public async Task SwitchAsync(ConsoleUser user, Webhook webhook) => Take(webhook.DisabledAt is null
        ? await administration.DisableAsync(user, webhook.Id, CancellationToken.None)
        : await administration.EnableAsync(user, webhook.Id, CancellationToken.None));

    public async Task RemoveAsync(ConsoleUser user, Guid id) => Take(await administration.RemoveAsync(user, id, CancellationToken.None));

    public async Task ResendAsync(ConsoleUser user, Guid id, long place) => Take(await administration.ResendAsync(user, id, place, CancellationToken.None));

    public async Task TestAsync(ConsoleUser user, Guid id)
    {
        var (result, failure) = await administration.TestAsync(user, id, CancellationToken.None);
        Take(result);
        if (result.Webhook is not null)
            Tested = (id, failure);
    }

    private void Take(WebhookResult result)
    {
        (problems, Refusal, Secret, Tested) = (result.Problems, result.Refusal, result.Secret?.ToString(), null);
        if (result == WebhookResult.NotFound)
            Refusal = "there is no such webhook any more";
    }
}
