using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>Where the keys stand by which an identity provider's tokens are verified.</summary>
/// <param name="Accepted">What is in force; null where nothing was fetched yet.</param>
/// <param name="Held">What waits for an admin, because every key changed at once; null where nothing does.</param>
/// <param name="Failure">Why the last fetch failed; null where it did not.</param>
/// <param name="IsInline">Whether the policy holds the keys itself, so that nothing is fetched.</param>
public sealed record IssuerKeyRow(string Provider, string Issuer, IssuerKeySet? Accepted, IssuerKeySet? Held, string? Failure, bool IsInline);
