using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Diagnosis;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>The call, made from this machine within a bounded time. What the caller shows goes out only once the gateway's certificate is verified.</summary>
internal sealed class GatewayCall
{
    private readonly Uri uri;
    private readonly HttpMethod method;
    private readonly string? token;
    private readonly X509Certificate2? client;
    private readonly X509Certificate2Collection sent = [];
    private readonly X509Certificate2Collection? authorities;
    private readonly (string Host, int Port) target;
    private readonly TimeSpan timeout;
    private string? served;
    private SslPolicyErrors errors;

    private GatewayCall(Uri uri, ParseResult arguments, DiagnoseOptions options, ShownCredentials shown)
    {
        this.uri = uri;
        method = new HttpMethod(arguments.GetRequiredValue(options.Method));
        token = shown.Token;
        timeout = TimeSpan.FromSeconds(Math.Clamp(arguments.GetValue(options.Timeout), 1, 300));
        target = arguments.GetValue(options.ConnectTo) is { } to ? Target(to) : (uri.IdnHost, uri.Port);
        if (arguments.GetValue(options.AuthorityFile) is { } file)
            (authorities = []).ImportFromPemFile(file);
        if (shown.Certificate is not { } pem || arguments.GetValue(options.KeyFile) is not { } key)
            return;
        client = X509Certificate2.CreateFromPem(pem, File.ReadAllText(key));
        sent.ImportFromPem(pem);
    }

    /// <exception cref="FormatException">There is no URL to call, or a token would go out readable.</exception>
    public static GatewayCall Prepare(ParseResult arguments, DiagnoseOptions options, CalledAddress? address, string path, ShownCredentials shown)
    {
        if (address is not { Scheme: "https" or "http", Host.Length: > 0 })
            throw new FormatException("--connect calls --url: give it whole, such as https://payments.example/status/1");
        // The path goes out to the letter: it may be what the call fails by.
        var uri = new Uri($"{address.Scheme}://{address.Host}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (uri.Scheme == Uri.UriSchemeHttp && shown.Token is not null && !uri.IsLoopback)
            throw new FormatException("--connect sends no token over http: it could be read on its way");
        try
        {
            return new GatewayCall(uri, arguments, options, shown);
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"--cert-file, --key-file or --ca-file cannot be read: {e.Message}", e);
        }
    }

    public async Task<IReadOnlyList<CallCheck>> MakeAsync(DiagnosisAnswer console, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(timeout);
        using var http = new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(method, uri);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token : $"Bearer {token}");
        var asked = clock.GetUtcNow();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            var answered = clock.GetUtcNow();
            var checks = new List<CallCheck>(OfHandshake(answered));
            checks.AddRange(GatewayAnswerChecks.Of(response, console));
            checks.Add(response.Headers.Date is { } said
                ? ClockChecks.Between("clock.gateway", "the gateway", said, asked, answered)
                : CallCheck.Untold("clock.gateway", "the answer has no `Date`"));
            return checks;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [.. OfHandshake(clock.GetUtcNow()), CallCheck.Failed("call.answer", string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0} s"), "see whether the gateway's upstream hangs, or a firewall swallows the packets")];
        }
        catch (HttpRequestException e)
        {
            return [.. OfHandshake(clock.GetUtcNow()), OfFailure(e)];
        }
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = timeout };
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(target.Host, target.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Verify;
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (authorities is not null)
            handler.SslOptions.CertificateChainPolicy = Trusting(authorities);
        if (client is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(client, sent, offline: true);
        return handler;
    }

    /// <summary>Keeps what the gateway sent, good or bad, and goes on only where it is good.</summary>
    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors found)
    {
        errors = found;
        if (certificate is X509Certificate2 leaf)
            served = string.Join('\n', new[] { leaf }.Concat(chain?.ChainPolicy.ExtraStore.Where(c => !c.Equals(leaf)) ?? []).Select(c => c.ExportCertificatePem()));
        return found == SslPolicyErrors.None;
    }

    private IEnumerable<CallCheck> OfHandshake(DateTimeOffset now)
    {
        using var chain = served is null ? null : CertificateChain.Read(served);
        if (chain is null)
            yield break;
        yield return chain.OrderCheck("tls.order");
        foreach (var check in chain.TimeChecks("tls.expiry", now))
            yield return check;
        yield return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? CallCheck.Failed("tls.name", $"the gateway's certificate is not for `{uri.IdnHost}`", "have one issued with that DNS name among its alternative names")
            : CallCheck.Passed("tls.name", $"the gateway's certificate is for `{uri.IdnHost}`");
        yield return errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? CallCheck.Failed("tls.authority", "no authority that this machine trusts vouches for the gateway's certificate; nothing was sent to it", "give its authorities with --ca-file, and have the gateway send the certificates between")
            : CallCheck.Passed("tls.authority", "an authority vouches for the gateway's certificate");
    }

    private CallCheck OfFailure(HttpRequestException e) => served is not null && errors != SslPolicyErrors.None
        ? CallCheck.Untold("call.answer", "the request was not sent: the gateway's certificate does not verify")
        : CallCheck.Failed("call.answer", $"`{target.Host}:{target.Port.ToString(CultureInfo.InvariantCulture)}` does not answer: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", "see whether the gateway runs and listens there, and whether the way to it is open");

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static (string, int) Target(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (text[..colon].Trim('[', ']'), port)
            : throw new FormatException($"--connect-to is `{text}`: write HOST:PORT");
}
