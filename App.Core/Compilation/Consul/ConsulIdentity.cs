using System.Buffers;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// A SPIFFE ID such as Consul gives to a service of its default namespace and partition: <c>spiffe://TRUST-DOMAIN/ns/default/dc/DATACENTER/svc/SERVICE</c>.
/// Intentions can name no other identity, and of this one they look at the service alone.
/// </summary>
internal readonly record struct ConsulIdentity(string TrustDomain, string Service)
{
    private const int Segments = 6;
    private const int Datacenter = 3;
    private static readonly string?[] Shape = ["ns", "default", "dc", null, "svc"];

    // Consul writes a name into a regular expression as it is: nothing in it may be more than itself.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Null where Consul has no service with such an identity, or cannot name it exactly.</summary>
    public static ConsulIdentity? Of(SpiffeId id)
    {
        var segments = id.Path[1..].Split('/');
        return segments.Length == Segments && IsAsShaped(segments) && !segments[^1].AsSpan().ContainsAnyExcept(Plain)
            ? new ConsulIdentity(id.TrustDomain, segments[^1])
            : null;
    }

    /// <summary>Whether every service of the trust domain lies under the path, whichever its datacenter.</summary>
    public static bool HoldsAll(string path) => path[1..].Split('/') is { Length: < Segments } segments && IsAsShaped(segments);

    /// <summary>The one service whose identities the path names; null where it names none, or all.</summary>
    public static string? ServiceOf(string path) => path[1..].Split('/') is { Length: Segments } segments && IsAsShaped(segments) ? segments[^1] : null;

    private static bool IsAsShaped(string[] segments) =>
        segments.Take(Shape.Length).Index().All(s => s.Index == Datacenter || s.Item == Shape[s.Index]);
}
