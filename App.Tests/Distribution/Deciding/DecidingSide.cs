using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;

namespace AccessConsole.Tests.Distribution.Deciding;

/// <summary>A machine side that knows a policy, with an authority behind each trust domain, and what asks it for decisions.</summary>
internal sealed class DecidingSide : IAsyncDisposable
{
    private readonly CertificateForge forge = new("acme");
    private readonly CertificateForge foreign = new("foreign");
    private readonly Dictionary<ClientCertificate, string> certificates = [];
    private WireConnection wire = null!;
    private int revision;

    private DecidingSide(MachineSide side) => Side = side;

    public MachineSide Side { get; }

    public PolicySet Policy { get; private set; } = PolicySet.Empty;

    public static async Task<DecidingSide> StartAsync(Action<MachineSide>? prepare = null, params (string Key, string Value)[] settings)
    {
        var side = await MachineSide.StartAsync(prepare, settings: settings);
        return new DecidingSide(side) { wire = new WireConnection(IPEndPoint.Parse(side.Address.Authority)) };
    }

    /// <summary>Puts a policy in force, its trust domains vouched for by this side's authority.</summary>
    public void Advance(PolicyDocument document)
    {
        Policy = PolicySet.Of(document with
        {
            IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } spiffe ? p with { Spiffe = spiffe with { TrustBundle = forge.Bundle } } : p)],
        });
        var input = new CompilationInput(Policy, ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal), DateTimeOffset.UnixEpoch);
        revision++;
        Side.Get<LivePolicy>().Advance(LiveState.Empty with { Revision = revision, PolicyRevision = revision, Input = input });
    }

    public string AddToken(string environment, string? service = null, TokenKind kind = TokenKind.Decide)
    {
        var (token, text) = MachineSide.NewToken(environment, Target.Opa, service, kind: kind);
        Side.Get<TokenCache>().Add(token);
        return text;
    }

    /// <summary>PEM of a certificate of this kind; null for none.</summary>
    public string? CertificateOf(ClientCertificate kind)
    {
        if (kind.Kind == ClientCertificateKind.None)
            return null;
        if (!certificates.TryGetValue(kind, out var pem))
            certificates[kind] = pem = Issue(kind);
        return pem;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(string? token, JsonNode body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/decide") { Content = new StringContent(body.ToJsonString()) };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await Side.Client.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken))!);
    }

    /// <summary>Sends exactly this request line and these headers.</summary>
    public Task<WireResponse> SendAsync(string line, params IEnumerable<KeyValuePair<string, string>> headers) =>
        wire.Send($"{line} HTTP/1.1\r\nHost: console\r\n{string.Concat(headers.Select(h => $"{h.Key}: {h.Value}\r\n"))}\r\n");

    public async ValueTask DisposeAsync()
    {
        wire.Dispose();
        forge.Dispose();
        foreign.Dispose();
        await Side.DisposeAsync();
    }

    private string Issue(ClientCertificate kind)
    {
        using var certificate = kind.Kind switch
        {
            ClientCertificateKind.Valid => forge.Issue(kind.SpiffeId!),
            ClientCertificateKind.TwoUris => forge.Issue("spiffe://acme.example/ci/build", "spiffe://acme.example/ci/deploy"),
            ClientCertificateKind.ForeignTrustDomain => forge.Issue("spiffe://other.example/ci/build"),
            ClientCertificateKind.UntrustedIssuer => foreign.Issue("spiffe://acme.example/ci/build"),
            ClientCertificateKind.WithoutUri => forge.Issue([], ["spiffe.acme.example"], CertificateForge.LeafUsage),
            ClientCertificateKind.None => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return certificate.ExportCertificatePem();
    }
}
