using System.Net;
using System.Net.Http.Headers;

namespace AccessConsole.Outbound;

/// <summary>What a service answered.</summary>
public sealed record OutboundAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's only or first value; null where there is none.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
