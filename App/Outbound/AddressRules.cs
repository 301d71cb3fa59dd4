using System.Net;
using System.Net.Sockets;
using AccessConsole.Configuration;
using Microsoft.Extensions.Options;

namespace AccessConsole.Outbound;

/// <summary>Which addresses the console may fetch from: public ones, and those that the host's configuration lists.</summary>
public sealed class AddressRules(IOptions<ConsoleOptions> options)
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
            // IPv6 that leads to IPv4 addresses, those above among them: compatible, translated, Teredo, 6to4. The first holds `::` and `::1` too.
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16",
            // Azure's own, which answers every machine there: a public address by its number alone.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    private readonly HashSet<string> allowedHosts = options.Value.OutboundAllowed.Where(e => !IPNetwork.TryParse(e, out _)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly IPNetwork[] allowedNetworks = [.. options.Value.OutboundAllowed.Where(e => IPNetwork.TryParse(e, out _)).Select(IPNetwork.Parse)];

    /// <param name="host">The name that resolved to the address.</param>
    public bool Allows(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (allowedHosts.Contains(host) || allowedNetworks.Any(n => Contains(n, plain)))
            return true;
        return !Closed.Any(n => Contains(n, plain));
    }

    /// <summary>Whether a plain http address was listed on purpose; everything else is https.</summary>
    public bool AllowsPlainHttp(Uri uri) => allowedHosts.Contains(uri.Host) || allowedHosts.Contains(uri.Authority);

    private static bool Contains(IPNetwork network, IPAddress address) =>
        network.BaseAddress.AddressFamily == address.AddressFamily && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
        && network.Contains(address);
}
