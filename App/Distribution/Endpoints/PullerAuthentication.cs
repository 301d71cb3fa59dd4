using AccessConsole.Tokens;
using Microsoft.AspNetCore.Connections.Features;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Checks a request's token.</summary>
internal sealed class PullerAuthentication(TokenCache tokens)
{
    private const string Scheme = "Bearer ";
    private static readonly object RememberedKey = new();

    public ValueTask<TokenFinding> FindAsync(HttpContext context, DateTimeOffset now)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count != 1 || headers[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return default;
        var memory = MemoryOf(context);
        return memory is not null && memory.TryGetValue(RememberedKey, out var value) && value is Remembered remembered && remembered.Is(header, now)
            ? new(new TokenFinding(Used(remembered.Token, now)))
            : FindAsync(header, memory, now, context.RequestAborted);
    }

    private async ValueTask<TokenFinding> FindAsync(string header, IDictionary<object, object?>? memory, DateTimeOffset now, CancellationToken aborted)
    {
        var finding = await tokens.FindAsync(header[Scheme.Length..], now, aborted);
        if (finding.Token is not { } token)
            return finding;
        if (memory is not null)
            memory[RememberedKey] = new Remembered(header, token);
        return new TokenFinding(Used(token, now));
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
