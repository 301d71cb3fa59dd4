using System.Security.Cryptography;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Tokens;

/// <summary>Makes tokens and ends them, the same for page and API: shown once, stored hashed, ended at once.</summary>
public sealed class TokenIssuer(ITokenStore tokens, TokenCache cache, RequestRefusals refusals, TimeProvider clock)
{
    public async Task<IssuedToken> CreateAsync(ConsoleUser user, TokenRequest request, CancellationToken cancellationToken)
    {
        if (!user.Has(ConsoleRole.Admin))
            return await RefuseAsync(user, "making tokens needs the admin role", cancellationToken);
        var now = clock.GetUtcNow();
        // The bootstrap token is no token of the store.
        var maker = user.Actor.TokenId is { } id ? await tokens.FindAsync(id, cancellationToken) : null;
        var (token, problems) = request.Read(user, now, maker?.ExpiresAt);
        if (token is null)
            return new IssuedToken(null, null, problems, null);
        if (Objection(user, token) is { } objection)
            return await RefuseAsync(user, objection, cancellationToken);
        var (made, text) = WithSecret(token);
        if (!await tokens.CreateAsync(made, Event(user, AuditActions.TokenCreated, made, now, maker), cancellationToken))
            return made.SpiffeId is null ? new IssuedToken(null, null, [], "the token that asks was revoked meanwhile") : new IssuedToken(null, null, [Taken(made)], null);
        // Every token of the machine side.
        if (made.Kind != TokenKind.Api)
            cache.Add(made);
        return new IssuedToken(made, text, [], null);
    }

    /// <summary>A registration by SPIFFE ID has no secret: what stands for its hash is the hash of no text.</summary>
    private static (AccessToken Token, string? Text) WithSecret(AccessToken token)
    {
        if (token.SpiffeId is not null)
            return (token with { Hash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes) }, null);
        var text = TokenText.Create(token.Kind);
        return (token with { Hash = TokenText.Hash(text), Prefix = TokenText.Shown(text) }, text);
    }

    private static Diagnostic Taken(AccessToken token) => new(
        TokenRequest.Code, Severity.Error, $"`spiffeId` `{token.SpiffeId}` is registered already, and leads to one scope: end that registration first", "/spiffeId");

    public async Task<Revocation> RevokeAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (await tokens.FindAsync(id, cancellationToken) is not { } token)
            return new Revocation(Found: false, Revoked: false, null);
        if (Objection(user, token) is { } objection)
        {
            await refusals.RecordAsync(user, AuditActions.TokenRevoked, $"token/{id}", objection, cancellationToken);
            return new Revocation(Found: true, Revoked: false, objection);
        }

        var now = clock.GetUtcNow();
        // Whoever may end a token may end what it made: that reaches no further.
        var revoked = await tokens.RevokeAsync(id, ended => Event(user, AuditActions.TokenRevoked, ended, now, ended.Id == id ? null : token), cancellationToken);
        cache.Revoke(id);
        return new Revocation(Found: true, revoked.Count > 0, null);
    }

    /// <summary>Why this person may not make or end the token: an admin who is scoped has API tokens within the scope, and pullers' where the scope has no labels. Null where they may.</summary>
    public static string? Objection(ConsoleUser user, AccessToken token)
    {
        RoleScope wanted = token.Environment is { } one ? new([one], []) : new(token.Environments, token.ServiceLabels);
        return user.HasAll(ConsoleRole.Admin, wanted) ? null
            : token.Kind == TokenKind.Decide ? $"the token would ask for decisions in `{token.Environment}`, where you are no admin of every service"
            : token.Kind == TokenKind.Puller ? $"the token would read bundles of `{token.Environment}`, where you are no admin of every service"
            : wanted.IsEverywhere ? "the token would reach everything, and your admin role does not"
            : $"the token would reach `{wanted}`, where you are no admin";
    }

    private async Task<IssuedToken> RefuseAsync(ConsoleUser user, string objection, CancellationToken cancellationToken)
    {
        await refusals.RecordAsync(user, AuditActions.TokenCreated, "token", objection, cancellationToken);
        return new IssuedToken(null, null, [], objection);
    }

    /// <param name="by">The token by which it came to that, in words: the one that made it, or with which it ends.</param>
    private static AuditEvent Event(ConsoleUser user, string action, AccessToken token, DateTimeOffset now, AccessToken? by = null) => new(
        now, user.Actor, action, $"token/{token.Id}", new Dictionary<string, string?>
        {
            ["kind"] = token.Kind.ToString(),
            ["environment"] = token.Environment ?? string.Join(' ', token.Environments),
            ["serviceLabels"] = token.ServiceLabels.Count == 0 ? null : new RoleScope([], token.ServiceLabels).ToString(),
            ["target"] = token.Target?.Name(),
            ["service"] = token.Service,
            ["role"] = token.Role?.ToString(),
            ["spiffeId"] = token.SpiffeId?.Text,
            [action == AuditActions.TokenCreated ? "madeBy" : "endsWith"] = by?.Prefix,
        });
}

/// <param name="Text">The token itself, which nobody is told again; null where none was made, or a SPIFFE ID stands for it.</param>
/// <param name="Problems">What is wrong with the request.</param>
/// <param name="Refusal">Why this person may not have it.</param>
public sealed record IssuedToken(AccessToken? Token, string? Text, IReadOnlyList<Diagnostic> Problems, string? Refusal);

/// <param name="Revoked">False where it was revoked already, or may not be.</param>
/// <param name="Refusal">Why this person may not end it.</param>
public sealed record Revocation(bool Found, bool Revoked, string? Refusal);
