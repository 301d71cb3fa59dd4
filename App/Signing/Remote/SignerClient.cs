using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Signing;
using AccessConsole.Distribution.Health;
using AccessConsole.Signer;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signing.Remote;

/// <summary>Talks to the signer. What it answers is believed for its signatures alone, by whoever asks.</summary>
internal sealed class SignerClient : IDisposable
{
    private const string Away = "the signer does not answer: bundles go on being served, and nothing is published until it is back";
    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(5);

    private readonly DegradedParts degraded;
    private readonly ILogger<SignerClient> log;
    private readonly TimeSpan timeout;
    private readonly HttpClient client;

    public SignerClient(IOptions<SigningOptions> options, DegradedParts degraded, ILogger<SignerClient> log)
    {
        (this.degraded, this.log) = (degraded, log);
        var signer = options.Value.Signer ?? throw new InvalidOperationException("no signer is configured");
        timeout = signer.Timeout;
        var address = ListenAddress.Parse(signer.Address)!;
        client = new HttpClient(HandlerTo(address, signer)) { BaseAddress = address.Uri ?? new Uri("http://signer"), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Credential.Read(signer.CredentialFile));
    }

    /// <summary>The highest revision that the signer gave out, and the keys by which it signs.</summary>
    /// <exception cref="SignerException">It did not answer, or not as a signer does.</exception>
    public async Task<(int Highest, IReadOnlyList<string> KeyIds)> AskStateAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(() => new HttpRequestMessage(HttpMethod.Get, "/v1/state"), QuickTimeout, cancellationToken);
        return Read<(int, IReadOnlyList<string>)>(answer, state => (state.GetProperty("highest").GetInt32(), [.. state.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!)]));
    }

    /// <exception cref="SignerException">It refused, or did not answer.</exception>
    public async Task<IReadOnlyList<SignedArchive>> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        var body = SigningRequestJson.Write(request);
        try
        {
            return SigningAnswerJson.Read(await AskAsync(Message, timeout, cancellationToken));
        }
        catch (FormatException e)
        {
            throw new SignerException(e.Message, kind: null);
        }

        HttpRequestMessage Message() => new(HttpMethod.Post, "/v1/sign") { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
    }

    /// <returns>A compact JWS.</returns>
    /// <exception cref="SignerException">It refused, or did not answer.</exception>
    public async Task<string> SayFreshAsync(FreshnessQuestion question, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "/v1/freshness") { Content = JsonContent.Create(question) }, QuickTimeout, cancellationToken);
        return Read(answer, fresh => fresh.GetProperty("statement").GetString() ?? throw new FormatException());
    }

    public void Dispose() => client.Dispose();

    private static SocketsHttpHandler HandlerTo(ListenAddress address, RemoteSignerOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = QuickTimeout };
        if (address.SocketPath is { } path)
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        if (options.CertificateAuthorityFile.Length > 0)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPemFile(options.CertificateAuthorityFile);
            handler.SslOptions.CertificateChainPolicy = trust;
        }

        return handler;
    }

    /// <summary>Asks once more where the line broke: in the same words the signer answers the same.</summary>
    private async Task<ReadOnlyMemory<byte>> AskAsync(Func<HttpRequestMessage> message, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await AskOnceAsync(message, patience, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return await AskAgainAsync(message, patience, cancellationToken);
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskAgainAsync(Func<HttpRequestMessage> message, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await AskOnceAsync(message, patience, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Lost(e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskOnceAsync(Func<HttpRequestMessage> message, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        using var request = message();
        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            degraded.Clear(DegradedParts.Signer);
            return answer.StatusCode == HttpStatusCode.OK ? body : throw Refused(answer.StatusCode, body);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(e);
        }
    }

    /// <exception cref="SignerException">It is no signer's.</exception>
    private static T Read<T>(ReadOnlyMemory<byte> answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SignerException("what answers at the signer's address is not understood: look whether it is a signer, of this version", kind: null);
        }
    }

    private SignerException Lost(Exception cause)
    {
        if (degraded.Report(DegradedParts.Signer, Away))
            log.LogError(cause, "{Reason}", Away);
        return new SignerException(Away, cause);
    }

    private static SignerException Refused(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var refusal = JsonDocument.Parse(body);
            var kind = refusal.RootElement.TryGetProperty("kind", out var named) && Enum.TryParse<SigningRefusalKind>(named.GetString(), out var known) ? known : (SigningRefusalKind?)null;
            return new SignerException($"the signer refuses: {refusal.RootElement.GetProperty("message").GetString()}", kind);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new SignerException($"the signer answered {(int)status}", kind: null);
        }
    }
}
