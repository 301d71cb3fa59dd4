using System.Net;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Where a deployment's requests go, in the module that speaks its protocol.</summary>
/// <param name="Module">The prefix of nginx's directives: <c>proxy</c> or <c>grpc</c>.</param>
/// <param name="Address">Host and port.</param>
/// <param name="VerifiedName">The name that the upstream's certificate must hold.</param>
/// <param name="IsAddress">Whether the host is an IP address; a name is resolved while serving, so that one that does not resolve breaks no start.</param>
internal sealed record Upstream(string Module, string Scheme, string Address, string VerifiedName, bool IsAddress)
{
    public bool IsTls => Scheme is "https" or "grpcs";

    /// <returns>Null where the deployment names no upstream.</returns>
    public static Upstream? Of(Deployment deployment)
    {
        if (deployment.Upstream is not { } text)
            return null;
        var uri = new Uri(text);
        var isTls = uri.Scheme is "https" or "grpcs";
        var isGrpc = deployment.Protocol == Protocol.Grpc;
        var port = uri.Port > 0 ? uri.Port : isTls ? 443 : 80;
        var isAddress = IPAddress.TryParse(uri.Host, out _);
        return new Upstream(
            isGrpc ? "grpc" : "proxy",
            (isGrpc ? "grpc" : "http") + (isTls ? "s" : ""),
            $"{uri.Host}:{port}",
            // An address is in no certificate: what answers there must prove that it is the service.
            isAddress && deployment.Hosts.Count > 0 ? deployment.Hosts[0] : uri.Host,
            isAddress);
    }
}
