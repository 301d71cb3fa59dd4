using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>A request as an engine is asked it: what goes over the wire, and what only some engines get to see.</summary>
internal sealed record EngineRequest(WireRequest Wire)
{
    /// <summary>The authority as the client spells it; empty for the deployment's own host.</summary>
    public string Host { get; init; } = "";

    /// <summary>With its question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The server name of the TLS handshake; empty for none.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The name that a proxy of a mesh reads in the certificate, where it has more than one.</summary>
    public string? PeerName { get; init; }

    /// <summary>Headers beside those that identify.</summary>
    public ImmutableArray<KeyValuePair<string, string>> MoreHeaders { get; init; } = [];

    /// <summary>The request in the words of the decision API, where the engine is asked by it.</summary>
    public JsonObject? Input { get; init; }

    public override string ToString() => Input?.ToJsonString()
        ?? $"{Wire.Method} {Wire.Path}{Query} at {Wire.Service} in {Wire.Environment}, host `{Host}`, server name `{ServerName}`, certificate {Wire.Certificate.Kind} {Wire.Certificate.SpiffeId} {PeerName}\n"
        + string.Concat(Wire.Headers.Concat(MoreHeaders).Select(h => $"{h.Key}: {h.Value}\n")) + $"claims {PresentedToken.ClaimsOf(Wire)?.ToJsonString() ?? "none"}";
}
