using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Where the new configuration listens.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint, bool IsTls)
{
    private const string FileHeading = "# configuration file ";

    /// <summary>
    /// The first TCP address in what <c>nginx -T</c> prints: of the bundle's own file, or of the host's <c>access-host.conf</c> that it includes;
    /// null when there is none that a plain client can reach.
    /// </summary>
    public static ListenAddress? Find(string dump) => Sections(dump)
        .Where(section => Path.GetFileName(section.Path) == "access-host.conf" || section.Path.EndsWith("/current/nginx/http.conf", StringComparison.Ordinal))
        .SelectMany(section => Listens(NginxSyntax.Parse(section.Text)))
        .Select(Parse)
        .FirstOrDefault(address => address is not null);

    private static IEnumerable<(string Path, string Text)> Sections(string dump)
    {
        foreach (var section in ("\n" + dump).Split("\n" + FileHeading).Skip(1))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            if (end > 0)
                yield return (section[..end].TrimEnd(':'), section[(end + 1)..]);
        }
    }

    private static IEnumerable<NginxDirective> Listens(ImmutableArray<NginxDirective> directives) => directives.SelectMany(directive =>
        directive.Name == "listen" ? [directive] : directive.Block.IsDefault || directive.Name != "server" ? [] : Listens(directive.Block));

    private static ListenAddress? Parse(NginxDirective listen)
    {
        if (listen.Arguments is not [var address, .. var options] || options.Contains("proxy_protocol") || options.Contains("quic"))
            return null;
        return EndPointOf(address) is { } endPoint ? new ListenAddress(endPoint, options.Contains("ssl")) : null;
    }

    private static IPEndPoint? EndPointOf(string address)
    {
        if (ushort.TryParse(address, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new IPEndPoint(IPAddress.Loopback, port);
        var text = address.StartsWith("*:", StringComparison.Ordinal) ? "0.0.0.0" + address[1..] : address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        if (!IPEndPoint.TryParse(text, out var endPoint))
            return null;
        if (endPoint.Port == 0)
            endPoint.Port = 80;
        if (endPoint.Address.Equals(IPAddress.Any))
            endPoint.Address = IPAddress.Loopback;
        if (endPoint.Address.Equals(IPAddress.IPv6Any))
            endPoint.Address = IPAddress.IPv6Loopback;
        return endPoint;
    }
}
