using AccessConsole.Core.Evaluation;

namespace AccessConsole.Distribution.Deciding;

/// <summary>What a caller showed to whoever asks for a decision, unverified: nothing else says who the caller is.</summary>
/// <param name="Token">A token by itself; null where <paramref name="Headers"/> may hold one.</param>
/// <param name="Headers">The caller's headers; null where the token was handed over by itself.</param>
/// <param name="Certificate">
/// PEM, the certificate by which the caller's TLS handshake was made and after it what the caller sent beside it. Whoever asks made the handshake, and so vouches that the caller holds its key.
/// </param>
internal readonly record struct PresentedCredentials(string? Token, IHeaderDictionary? Headers, string? Certificate)
{
    public Caller Verify(RequestDecider.Basis basis, string environment, string service, DateTimeOffset now)
    {
        var token = Token is not null ? basis.Tokens.Verify(Token, environment, service, now)
            : Headers is not null ? basis.Tokens.Verify(Each(Headers), environment, service, now)
            : null;
        var certificate = Certificate is null ? null : basis.Certificates.Verify(Certificate, now);
        return token is null && certificate is null ? Caller.Unidentified : new Caller(token, certificate);
    }

    private static IEnumerable<KeyValuePair<string, string>> Each(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                yield return KeyValuePair.Create(name, value ?? "");
        }
    }
}
