using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>The keys fetched from issuers: versioned, audited data outside the policy.</summary>
public interface IIssuerKeyStore
{
    /// <summary>The newest accepted set of each provider.</summary>
    Task<IReadOnlyList<IssuerKeySet>> LoadAcceptedAsync(CancellationToken cancellationToken);

    /// <summary>The newest held set of each provider that is newer than its accepted one: alarms.</summary>
    Task<IReadOnlyList<IssuerKeySet>> LoadHeldAsync(CancellationToken cancellationToken);

    /// <returns>False, with nothing stored, where the set's version is not the next of its provider: another writer came first.</returns>
    Task<bool> AppendAsync(IssuerKeySet keySet, AuditEvent auditEvent, CancellationToken cancellationToken);
}

/// <param name="Provider">The provider's name.</param>
/// <param name="Issuer">Its issuer when the keys were fetched: another issuer is another set.</param>
/// <param name="Version">Grows by one with each set of the provider.</param>
/// <param name="Retired">Keys no longer served, with the instant until which tokens signed by them may still live.</param>
/// <param name="IsHeld">Kept out because every key changed at once.</param>
public sealed record IssuerKeySet(
    string Provider, string Issuer, int Version, DateTimeOffset FetchedAt, JwkSet Keys, ValueList<RetiredKey> Retired, bool IsHeld);

public sealed record RetiredKey(Jwk Key, DateTimeOffset Until);
