using System.Collections.Immutable;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>A request as the sidecar of a Consul service meets it.</summary>
/// <param name="Path">As sent, without query.</param>
/// <param name="Peer">The URIs in the peer's certificate; null for a connection that the mesh does not take.</param>
internal sealed record ConsulRequest(
    string Method, string Path, ImmutableArray<KeyValuePair<string, string>> Headers, ImmutableArray<string>? Peer, DateTimeOffset Time);
