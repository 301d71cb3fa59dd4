using System.Net;

namespace AccessConsole.Signer;

/// <summary>An address of the signer, as both sides name it: a Unix socket, https, or plain http that leaves no machine.</summary>
public sealed record ListenAddress(string? SocketPath, Uri? Uri)
{
    private const string UnixPrefix = "unix:";

    /// <returns>Null where it is none of the three.</returns>
    public static ListenAddress? Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return Path.IsPathRooted(text[UnixPrefix.Length..]) ? new ListenAddress(text[UnixPrefix.Length..], null) : null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? new ListenAddress(null, uri)
            : null;
    }

    /// <summary>The host as an address to listen at; any address where it is a name.</summary>
    public IPAddress HostAddress => Uri!.IsLoopback ? IPAddress.Loopback : IPAddress.TryParse(Uri.Host, out var address) ? address : IPAddress.Any;
}
