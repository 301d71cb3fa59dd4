using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace AccessConsole.Outbound;

/// <summary>
/// The one client for everything the console fetches: https, addresses judged after resolution, no redirects, 5 seconds, 1 MB. What went wrong is
/// one of <see cref="OutboundFailure"/>; a body that came with an error is never shown, but for that of a service that the console is connected to.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly ProductInfoHeaderValue UserAgent = new("access-console", null);

    private readonly AddressRules rules;
    private readonly HttpClient client;

    // Its questions bring limits of their own.
    private readonly HttpClient asking;

    public OutboundClient(AddressRules rules)
    {
        this.rules = rules;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync };
        client = new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = MaxBytes };
        asking = new HttpClient(handler, disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
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

    /// <summary>Tells an address something; what it answers beside its status is not read.</summary>
    /// <exception cref="OutboundException">There was no answer; its message is fit to show.</exception>
    public async Task<int> TellAsync(Uri address, ReadOnlyMemory<byte> json, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        RequireHttps(address);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        request.Headers.UserAgent.Add(UserAgent);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        try
        {
            using var response = await asking.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return (int)response.StatusCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutboundException(OutboundFailure.Timeout, address);
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as OutboundException ?? new OutboundException(OutboundFailure.Connection, address);
        }
    }

    /// <summary>Asks a service that the console is connected to; the answer is given whatever its status is.</summary>
    /// <exception cref="OutboundException">There was no whole answer within the question's limits; the message is fit to show.</exception>
    public async Task<OutboundAnswer> AskAsync(OutboundQuestion question, CancellationToken cancellationToken)
    {
        RequireHttps(question.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", question.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(UserAgent);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(question.Timeout);
        try
        {
            using var response = await asking.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return new OutboundAnswer(response.StatusCode, response.Headers, await ReadAsync(response.Content, question, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutboundException(OutboundFailure.Timeout, question.Address, $"{question.Timeout.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as OutboundException ?? new OutboundException(OutboundFailure.Connection, question.Address);
        }
        catch (IOException)
        {
            throw new OutboundException(OutboundFailure.Connection, question.Address);
        }
    }

    public void Dispose()
    {
        asking.Dispose();
        client.Dispose();
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, OutboundQuestion question, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > question.MaxBytes)
                throw new OutboundException(OutboundFailure.TooLarge, question.Address, $"{question.MaxBytes >> 20} MB");
            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private void RequireHttps(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !rules.AllowsPlainHttp(address))
            throw new OutboundException(OutboundFailure.NotHttps, address);
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        RequireHttps(address);
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
