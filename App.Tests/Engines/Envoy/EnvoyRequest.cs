using System.Collections.Immutable;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>A request as it reaches Envoy's filters.</summary>
/// <param name="Target">The raw path with the query.</param>
/// <param name="Headers">Besides Host, names in any case, in their order.</param>
/// <param name="UriNames">The URI names of the client's certificate; null without a certificate.</param>
/// <param name="ServerName">The server name of the TLS handshake; empty without one.</param>
internal sealed record EnvoyRequest(
    string Host,
    string Method,
    string Target,
    ImmutableArray<KeyValuePair<string, string>> Headers,
    ImmutableArray<string>? UriNames,
    DateTimeOffset Time,
    string ServerName = "");

/// <param name="Policy">The name of the action that decided, or the status of an answer of Envoy's own.</param>
/// <param name="Passes">Whether the upstream is asked.</param>
/// <param name="IsAllowed">The decision, which in shadow does not bind.</param>
/// <param name="Bucket">By which token bucket it was counted; null where by none.</param>
/// <param name="Principal">Whom the action's name says that it decided about; null where it says nobody.</param>
internal sealed record EnvoyAnswer(string Policy, bool Passes, bool IsAllowed, string? Bucket = null, string? Principal = null)
{
    /// <param name="name">The action's, with what stands behind the <c>@</c>.</param>
    public static EnvoyAnswer Of(string name, bool passes, bool isAllowed) =>
        name.Split('@') is [var policy, var principal] ? new EnvoyAnswer(policy, passes, isAllowed, Principal: principal) : new EnvoyAnswer(name, passes, isAllowed);
}
