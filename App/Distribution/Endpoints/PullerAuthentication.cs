using AccessConsole.Distribution.Certificates;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Whom a request of the machine side comes from: by its token, or by the certificate of its connection.</summary>
internal sealed class PullerAuthentication(TokenCache tokens, ClientTrust trust)
{
    private const string Scheme = "Bearer ";
    private static readonly object RememberedKey = new();

    public ValueTask<TokenFinding> FindAsync(HttpContext context, DateTimeOffset now)
    {
        var headers = context.Request.Headers.Authorization;
        if (CertificateOf(context) is { } certificate)
            return FindAsync(context, certificate, headers.Count == 0 ? null : TokenIn(headers) ?? "", now);
        if (headers.Count != 1 || headers[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return default;
        var memory = MemoryOf(context);
        return memory is not null && memory.TryGetValue(RememberedKey, out var value) && value is Remembered remembered && remembered.Is(header, now)
            ? new(new TokenFinding(Used(remembered.Token, now)))
            : FindAsync(header, memory, now, context.RequestAborted);
    }

    /// <summary>For a client that can send no header: its token stands in what it sends, unless it shows a certificate or sends a header all the same.</summary>
    /// <param name="text">The token in the body; null where there is none.</param>
    public async ValueTask<TokenFinding> FindAsync(HttpContext context, string? text, DateTimeOffset now)
    {
        var headers = context.Request.Headers.Authorization;
        if (text is null)
            return await FindAsync(context, now);
        if (headers.Count > 0 && TokenIn(headers) != text)
            return new TokenFinding(null, TokenAbsence.Contradiction);
        return CertificateOf(context) is { } certificate
            ? await FindAsync(context, certificate, text, now)
            : Used(await tokens.FindAsync(text, now, context.RequestAborted), now);
    }

    /// <summary>For a call that carries somebody else's headers: what it proves itself by stands in a header of its own.</summary>
    public async ValueTask<TokenFinding> FindAsideAsync(HttpContext context, string header, DateTimeOffset now)
    {
        var values = context.Request.Headers[header];
        if (values.Count > 1)
            return new TokenFinding(null, TokenAbsence.Contradiction);
        if (CertificateOf(context) is { } certificate)
            return await FindAsync(context, certificate, values.Count == 0 ? null : values[0] ?? "", now);
        return values.Count == 0 ? default : Used(await tokens.FindAsync(values[0] ?? "", now, context.RequestAborted), now);
    }

    /// <summary>
    /// A certificate that does not verify refuses the request, whatever token is beside it. A good one whose SPIFFE ID nobody registered is transport:
    /// then the token counts. Where both are known they must be for the same scope.
    /// </summary>
    /// <param name="text">Null where there is no token.</param>
    private async ValueTask<TokenFinding> FindAsync(HttpContext context, PeerCertificate certificate, string? text, DateTimeOffset now)
    {
        if (certificate.Identify(trust, now) is not { } id)
            return new TokenFinding(null, TokenAbsence.BadCertificate);
        var registered = await tokens.FindAsync(id, now, context.RequestAborted);
        if (text is null)
            return Used(registered, now);
        var byToken = await tokens.FindAsync(text, now, context.RequestAborted);
        return byToken.Token is { } token && registered.Token is { } other && !token.HasScopeOf(other)
            ? new TokenFinding(null, TokenAbsence.Contradiction)
            : Used(byToken, now);
    }

    private async ValueTask<TokenFinding> FindAsync(string header, IDictionary<object, object?>? memory, DateTimeOffset now, CancellationToken aborted)
    {
        var finding = await tokens.FindAsync(header[Scheme.Length..], now, aborted);
        if (finding.Token is { } token && memory is not null)
            memory[RememberedKey] = new Remembered(header, token);
        return Used(finding, now);
    }

    private PeerCertificate? CertificateOf(HttpContext context) => trust.IsConfigured ? ClientCertificates.Of(context) : null;

    private static string? TokenIn(in Microsoft.Extensions.Primitives.StringValues headers) =>
        headers.Count == 1 && headers[0] is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : null;

    private static TokenFinding Used(TokenFinding finding, DateTimeOffset now)
    {
        finding.Token?.NoteUse(now);
        return finding;
    }

    private static LiveToken Used(LiveToken token, DateTimeOffset now)
    {
        token.NoteUse(now);
        return token;
    }

    /// <summary>What a connection remembers. Only under HTTP/1.1 does it carry one request at a time.</summary>
    private static IDictionary<object, object?>? MemoryOf(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<IConnectionItemsFeature>()?.Items : null;

    /// <summary>
    /// The last header that was checked on a connection. A connection that repeats a header byte for byte is given the same string again, so that it
    /// is told by reference, in no time; whether the token still lives is asked each time.
    /// </summary>
    private sealed class Remembered(string header, LiveToken token)
    {
        public LiveToken Token { get; } = token;

        public bool Is(string asked, DateTimeOffset now) => ReferenceEquals(asked, header) && Token.IsLive(now);
    }
}
