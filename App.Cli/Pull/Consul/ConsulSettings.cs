using System.Net;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>Where the Consul is and who asks, by Consul's own environment variables.</summary>
/// <param name="Token">Null: Consul's anonymous token.</param>
internal sealed record ConsulSettings(Uri Address, string? Token)
{
    private const string AddressVariable = "CONSUL_HTTP_ADDR";
    private const string TokenVariable = "CONSUL_HTTP_TOKEN";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="FormatException">The address cannot be used.</exception>
    public static ConsulSettings FromEnvironment() => Parse(Environment.GetEnvironmentVariable(AddressVariable), Environment.GetEnvironmentVariable(TokenVariable));

    /// <inheritdoc cref="FromEnvironment"/>
    public static ConsulSettings Parse(string? address, string? token)
    {
        var text = string.IsNullOrWhiteSpace(address) ? "http://127.0.0.1:8500" : address.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "http://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new FormatException($"{AddressVariable} must be an address such as https://consul.example:8501, not `{address}`");
        if (uri.Scheme == "http" && !IsLoopback(uri))
            throw new FormatException($"{AddressVariable} must be https unless it is loopback: a token would be readable on the way");
        return new ConsulSettings(uri, string.IsNullOrWhiteSpace(token) ? null : token.Trim());
    }

    public HttpClient Connect()
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = Patience };
        if (Token is not null)
            http.DefaultRequestHeaders.Add("X-Consul-Token", Token);
        return http;
    }

    private static bool IsLoopback(Uri uri) => uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
