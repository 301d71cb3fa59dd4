using System.Text.Json.Nodes;

namespace AccessConsole.Bench.Deciding;

/// <summary>Somebody who is asked for decisions over HTTP, in its own words.</summary>
internal interface IDecider : IAsyncDisposable
{
    string Name { get; }

    Uri Address { get; }

    /// <summary>What is asked about these paths of a call.</summary>
    (string Path, JsonObject Body) Ask(DecidingCall call, IReadOnlyList<string> paths);

    /// <summary>How many of them it allowed.</summary>
    int Allowed(JsonNode answer);

    /// <summary>Sent with each request beside the body; empty for none.</summary>
    string Credential => "";
}
