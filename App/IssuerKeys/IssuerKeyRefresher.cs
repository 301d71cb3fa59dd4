using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Demo;
using AccessConsole.Distribution.Health;
using AccessConsole.Outbound;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Telemetry;
using Microsoft.Extensions.Options;

namespace AccessConsole.IssuerKeys;

/// <summary>Keeps issuers' keys current: fetches each set, stores what changed, and publishes it as a successor of the same policy.</summary>
public sealed class IssuerKeyRefresher(
    LivePolicy live, IIssuerKeyStore store, AcceptedIssuerKeys accepted, DemoIssuer demo, OutboundClient outbound, Publisher publisher, DegradedParts degraded, ConsoleMetrics metrics,
    IOptions<ConsoleOptions> options, TimeProvider clock, ServiceRestarts restarts, ILogger<IssuerKeyRefresher> log) : ResilientService(restarts)
{
    private static readonly ConsoleUser System = new(Actor.System, []);
    private readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim wanted = new(0);
    private ImmutableHashSet<(string, string, string?)> addresses = [];

    // Null until this process published once: keys may have been stored, or have ended, when nobody was there to publish that.
    private ImmutableSortedDictionary<string, JwkSet>? handedOver;

    /// <summary>What went wrong at each provider's last fetch; the last good keys stay in force.</summary>
    public IReadOnlyDictionary<string, string> Failures => failures;

    /// <summary>Fetches every provider's keys once and publishes what changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var known = (await store.LoadAcceptedAsync(cancellationToken)).ToDictionary(s => s.Provider, StringComparer.Ordinal);
        var held = (await store.LoadHeldAsync(cancellationToken)).ToDictionary(s => s.Provider, StringComparer.Ordinal);
        foreach (var provider in live.Current.Policy.Providers.Values)
        {
            if (provider.Oidc is { JwksUri: not null } settings && !demo.KeysByProvider.ContainsKey(provider.Name))
                await RefreshAsync(provider.Name, settings, known.GetValueOrDefault(provider.Name), held.GetValueOrDefault(provider.Name), cancellationToken);
        }

        await PublishAsync(cancellationToken);
    }

    /// <summary>Takes a held set into force, because a person judged the alarm.</summary>
    /// <returns>False where nothing is held for the provider.</returns>
    public async Task<bool> AcceptHeldAsync(ConsoleUser user, string provider, CancellationToken cancellationToken)
    {
        var held = (await store.LoadHeldAsync(cancellationToken)).FirstOrDefault(s => s.Provider == provider);
        if (held is null || live.Current.Policy.Providers.GetValueOrDefault(provider)?.Oidc is not { } settings)
            return false;
        var known = (await store.LoadAcceptedAsync(cancellationToken)).FirstOrDefault(s => s.Provider == provider);
        var next = IssuerKeySuccession.Accept(known, held, settings, clock.GetUtcNow());
        var stored = await store.AppendAsync(next, Event(next, user.Actor, AuditActions.IssuerKeysAccepted), cancellationToken);
        await PublishAsync(cancellationToken);
        return stored;
    }

    public override void Dispose()
    {
        live.Changed -= RefreshNewAddresses;
        wanted.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        live.Changed += RefreshNewAddresses;
        while (true)
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "issuers' keys could not be refreshed; the last good ones stay in force");
            }

            await wanted.WaitAsync(options.Value.IssuerKeyInterval, stoppingToken);
        }
    }

    /// <summary>A provider that a revision brings works at once, not at the next turn.</summary>
    private void RefreshNewAddresses(LiveState state)
    {
        var now = state.Policy.Providers.Values.Where(p => p.Oidc is not null).Select(p => (p.Name, p.Oidc!.Issuer, p.Oidc.JwksUri)).ToImmutableHashSet();
        if (!Interlocked.Exchange(ref addresses, now).SetEquals(now))
            wanted.Release();
    }

    private async Task RefreshAsync(string provider, OidcSettings settings, IssuerKeySet? known, IssuerKeySet? held, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = FetchedKeys.Parse(Encoding.UTF8.GetString(await outbound.GetAsync(new Uri(settings.JwksUri!), cancellationToken)));
            failures.TryRemove(provider, out _);
            if (IssuerKeySuccession.Next(provider, settings, known, held, fetched, clock.GetUtcNow()) is not { } next)
            {
                metrics.CountKeyFetch(provider, "unchanged");
                return;
            }

            await store.AppendAsync(next, Event(next, Actor.System, next.IsHeld ? AuditActions.IssuerKeysHeld : AuditActions.IssuerKeysChanged), cancellationToken);
            metrics.CountKeyFetch(provider, next.IsHeld ? "held" : "changed");
            if (next.IsHeld)
                log.LogError("every key of identity provider {Provider} changed at once: the new set is held until an admin accepts it", provider);
        }
        catch (Exception e) when (e is OutboundException or FormatException)
        {
            failures[provider] = e.Message;
            metrics.CountKeyFetch(provider, "failed");
            log.LogWarning("the keys of identity provider {Provider} could not be fetched: {Failure}", provider, e.Message);
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var keys = await accepted.LoadAsync(live.Current.Policy, cancellationToken);
        if (handedOver?.SequenceEqual(keys) == true)
            return;
        var outcome = await publisher.PublishAsync(
            new PublishRequest { User = System, IssuerKeys = keys, Summary = "Issuers' present keys", IsAutomatic = true }, cancellationToken);
        if (outcome.Refusal is null or { Kind: PublishRefusalKind.NothingChanged })
        {
            handedOver = keys;
            degraded.Clear(DegradedParts.IssuerKeys);
        }
        else if (degraded.Report(DegradedParts.IssuerKeys, $"issuers' present keys are not published: {outcome.Refusal.Message}"))
        {
            log.LogWarning("issuers' present keys are not published, and tried again until they can be: {Reason}", outcome.Refusal.Message);
        }
    }

    private static AuditEvent Event(IssuerKeySet set, Actor actor, string action) => new(
        set.FetchedAt, actor, action, $"provider/{set.Provider}", new Dictionary<string, string?>
        {
            ["version"] = set.Version.ToString(CultureInfo.InvariantCulture),
            ["keys"] = string.Join(' ', set.Keys.Keys.Select(k => k.Kid)),
        });
}
