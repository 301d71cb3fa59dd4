using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace AccessConsole.Outbound;

/// <summary>
/// The one client for everything the console fetches: https, addresses judged after resolution, no redirects, 5 seconds, 1 MB. What went wrong is
/// one of <see cref="OutboundFailure"/>; a body that came with an error is never shown.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly AddressRules rules;
    private readonly HttpClient client;

    public OutboundClient(AddressRules rules)
    {
        this.rules = rules;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };
    }

    /// <exception cref="OutboundException">The fetch failed; its message is fit to show.</exception>
    public async Task<byte[]> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Posts on behalf of a person, by that person's access token.</summary>
    /// <exception cref="OutboundException">The fetch failed; its message is fit to show.</exception>
    public async Task<byte[]> PostJsonAsync(Uri address, object body, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (address.Scheme != Uri.UriSchemeHttps && !rules.AllowsPlainHttp(address))
            throw new OutboundException(OutboundFailure.NotHttps, address);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new OutboundException(OutboundFailure.Status, address, $"{(int)response.StatusCode}");
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutboundException(OutboundFailure.Timeout, address);
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as OutboundException
                ?? new OutboundException(e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? OutboundFailure.TooLarge : OutboundFailure.Connection, address);
        }
    }

    /// <summary>Connects to an address that was judged, so that a name cannot resolve to another one in between.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = addresses.Where(a => rules.Allows(host, a)).ToArray();
        if (allowed.Length == 0)
            throw new OutboundException(OutboundFailure.AddressRefused, context.InitialRequestMessage.RequestUri!);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
