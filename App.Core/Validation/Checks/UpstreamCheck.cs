using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>An upstream is scheme, host and port and nothing else, and leads neither to the engine itself nor to the cloud's metadata.</summary>
internal static partial class UpstreamCheck
{
    private const int MaxPort = 65_535;

    public static void Check(ValidationContext context)
    {
        foreach (var (_, deployment, pointer) in context.Deployments)
        {
            if (deployment.Upstream is { Length: > 0 } upstream)
                CheckUpstream(context, upstream, pointer + "/upstream");
        }
    }

    private static void CheckUpstream(ValidationContext context, string upstream, string pointer)
    {
        var match = Upstream().Match(upstream);
        var host = match.Groups["host"].Value;
        var address = Address(host);
        if (!match.Success || !IsPort(match.Groups["port"]) || (address is null && !Texts.IsHost(host)))
            context.Error(DiagnosticCodes.UpstreamInvalid, pointer, $"`{Shown.Text(upstream)}` is no upstream: write `http`, `https`, `grpc` or `grpcs`, `://`, a lower-case DNS name or an IP address, and perhaps a port");
        else if (address is null ? host is "metadata.google.internal" : Addresses.IsLinkLocal(address))
            context.Error(DiagnosticCodes.UpstreamLinkLocal, pointer, $"`{upstream}` is a link-local or metadata address, which hands out credentials: give the service's own address");
        else if (!context.Options.IsDevelopment && (address is null ? IsLocalName(host) : Addresses.IsLoopback(address)))
            context.Error(DiagnosticCodes.UpstreamLoopback, pointer, $"`{upstream}` is the engine's own machine, which is allowed in Development only: give the service's own address");
    }

    private static bool IsPort(Group port) =>
        !port.Success || (int.TryParse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxPort);

    private static bool IsLocalName(string host) => host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || host == "localhost.localdomain";

    /// <summary>An address in its usual spelling; others (<c>127.1</c>, <c>0x7f000001</c>) are neither address nor name.</summary>
    private static IPAddress? Address(string host)
    {
        if (host.StartsWith('['))
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 ? v6 : null;
        return IPAddress.TryParse(host, out var v4) && v4.ToString() == host ? v4 : null;
    }

    [GeneratedRegex(@"\A(?:https?|grpcs?)://(?<host>\[[0-9a-fA-F:.]{2,45}\]|[a-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?\z")]
    private static partial Regex Upstream();
}
