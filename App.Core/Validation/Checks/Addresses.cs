using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Addresses that lead to the engine's own machine, or to the cloud's metadata.</summary>
internal static class Addresses
{
    private static readonly IPAddress CloudMetadata = IPAddress.Parse("fd00:ec2::254");

    public static bool IsLoopback(IPAddress address)
    {
        var plain = Plain(address);
        return IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.IPv6Any)
            || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes()[0] == 0);
    }

    public static bool IsLinkLocal(IPAddress address)
    {
        var plain = Plain(address);
        return plain.IsIPv6LinkLocal || plain.Equals(CloudMetadata)
            || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]);
    }

    /// <summary>The IPv4 address inside an IPv6 one: mapped, compatible, or behind NAT64's well-known prefix.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        var isCompatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12, 2).IndexOfAnyExcept((byte)0) >= 0;
        var isNat64 = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);
        return address.IsIPv4MappedToIPv6 || isCompatible || isNat64 ? new IPAddress(bytes.AsSpan(12)) : address;
    }
}
