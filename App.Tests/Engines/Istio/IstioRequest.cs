using System.Collections.Immutable;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>A request as a proxy of the mesh meets it.</summary>
/// <param name="Path">As sent, without query.</param>
/// <param name="Peer">The names in the peer's verified certificate, URIs first; null for a connection without one.</param>
internal sealed record IstioRequest(
    string Method, string Path, string Authority, ImmutableArray<KeyValuePair<string, string>> Headers, ImmutableArray<string>? Peer, DateTimeOffset Time);
