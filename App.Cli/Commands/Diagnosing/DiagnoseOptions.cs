using System.CommandLine;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>A failing call, and what of its way may be looked at, on the command line.</summary>
internal sealed class DiagnoseOptions
{
    public Option<string?> Url { get; } = new("--url") { Description = "What was called, such as https://payments.example/status/1; or" };

    public Option<string?> Service { get; } = new("--service") { Description = "the service called." };

    public Option<string?> Environment { get; } = new("--environment") { Description = "Where; needed where the host is one of several environments, or none is given." };

    public Option<string> Method { get; } = new("--method") { Description = "The method.", DefaultValueFactory = _ => "GET" };

    public Option<string?> Path { get; } = new("--path") { Description = "The raw path, without a query, where the URL says none." };

    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "The caller's token; `-` reads standard input." };

    public Option<string?> CertificateFile { get; } = new("--cert-file") { Description = "The caller's certificates in PEM, in the order in which it sends them." };

    public Option<string?> KeyFile { get; } = new("--key-file") { Description = "The key of the first of them, for --connect; it stays on this machine." };

    public Option<string?> NginxConfiguration { get; } = new("--nginx-config") { Description = "What `nginx -T` printed at the gateway; it stays on this machine." };

    public Option<bool> Nginx { get; } = new("--nginx") { Description = "Run `nginx -T` on this machine and look at what it prints." };

    public Option<string?> BundleDirectory { get; } = new("--bundle-directory") { Description = "The directory of `accessctl pull` on this machine: which bundle is in force here." };

    public Option<bool> Connect { get; } = new("--connect") { Description = "Make the call: a TLS handshake and one request with the token and certificate, to --url." };

    public Option<string?> ConnectTo { get; } = new("--connect-to") { Description = "HOST:PORT to connect to in place of the URL's, such as the gateway's own address." };

    public Option<string?> AuthorityFile { get; } = new("--ca-file") { Description = "The authorities that vouch for the gateway, in PEM; the machine's own when left out." };

    public Option<int> Timeout { get; } = new("--timeout") { Description = "For how many seconds the call may go on.", DefaultValueFactory = _ => 10 };

    public IEnumerable<Option> All =>
    [
        Url, Service, Environment, Method, Path, TokenFile, CertificateFile, KeyFile, NginxConfiguration, Nginx, BundleDirectory, Connect, ConnectTo, AuthorityFile, Timeout,
    ];
}
