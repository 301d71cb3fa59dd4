using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.IssuerKeys;

/// <summary>What a fetched set of keys means beside the set that is accepted.</summary>
public static class IssuerKeySuccession
{
    /// <summary>
    /// The set to store: accepted while one known key remains or where there was none, held when every key changed at once; null where nothing
    /// changed. Keys that are gone live on until no token signed by them can.
    /// </summary>
    public static IssuerKeySet? Next(
        string provider, OidcSettings settings, IssuerKeySet? accepted, IssuerKeySet? held, JwkSet fetched, DateTimeOffset now)
    {
        var version = Math.Max(accepted?.Version ?? 0, held?.Version ?? 0) + 1;
        if (accepted is null || accepted.Issuer != settings.Issuer)
            return new IssuerKeySet(provider, settings.Issuer, version, now, fetched, [], IsHeld: false);
        if (accepted.Keys == fetched || held?.Keys == fetched)
            return null;
        if (!fetched.Keys.Any(accepted.Keys.Keys.Contains))
            return new IssuerKeySet(provider, settings.Issuer, version, now, fetched, [], IsHeld: true);
        return Accept(accepted, fetched, settings.MaxTokenLifetime, version, now);
    }

    /// <summary>A held set that somebody accepted.</summary>
    public static IssuerKeySet Accept(IssuerKeySet? accepted, IssuerKeySet held, OidcSettings settings, DateTimeOffset now) =>
        accepted is null ? held with { IsHeld = false, Version = held.Version + 1 } : Accept(accepted, held.Keys, settings.MaxTokenLifetime, held.Version + 1, now);

    /// <summary>What engines are given: the present keys, and the retired ones while they may still be in use.</summary>
    public static JwkSet Effective(IssuerKeySet set, DateTimeOffset now) => new()
    {
        Keys = [.. set.Keys.Keys.Concat(set.Retired.Where(r => r.Until > now && set.Keys.Keys.All(k => k.Kid != r.Key.Kid)).Select(r => r.Key))],
    };

    private static IssuerKeySet Accept(IssuerKeySet accepted, JwkSet fetched, TimeSpan maxTokenLifetime, int version, DateTimeOffset now)
    {
        var until = now + maxTokenLifetime + TimeSpan.FromSeconds(Core.Evaluation.Credentials.TokenVerifier.SkewSeconds);
        var retired = accepted.Keys.Keys.Where(k => !fetched.Keys.Contains(k)).Select(k => new RetiredKey(k, until))
            .Concat(accepted.Retired.Where(r => r.Until > now));
        return accepted with { Version = version, FetchedAt = now, Keys = fetched, Retired = retired.ToValueList(), IsHeld = false };
    }
}
