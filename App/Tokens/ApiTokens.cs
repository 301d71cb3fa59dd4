using System.Security.Cryptography;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Tokens;

/// <summary>Whom a token of the management API stands for. Every request asks the store: a revoked token ends at once.</summary>
public sealed class ApiTokens(ITokenStore tokens, IPersonStore people, IOptions<ConsoleOptions> options, TimeProvider clock)
{
    private static readonly RoleAssignment Admin = new(ConsoleRole.Admin);

    private readonly byte[] bootstrapHash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.BootstrapToken));

    /// <returns>Null where the token is unknown, expired, revoked or not for this API.</returns>
    public async Task<ConsoleUser?> FindUserAsync(string text, CancellationToken cancellationToken)
    {
        if (await IsBootstrapAsync(text, cancellationToken))
            return new ConsoleUser(Actor.Bootstrap, [Admin]);
        if (!TokenText.IsWellFormed(text) || await tokens.FindByHashAsync(TokenText.Hash(text), cancellationToken) is not { } token)
            return null;
        var now = clock.GetUtcNow();
        if (UserOf(token, now) is not { } user)
            return null;
        await NoteUseAsync(token, now, cancellationToken);
        return user;
    }

    /// <summary>What a token may do by now that acted before.</summary>
    /// <returns>Null where it is gone, expired or revoked, and for the bootstrap token once it ended.</returns>
    public async Task<ConsoleUser?> FindStandingAsync(Actor actor, CancellationToken cancellationToken) => actor switch
    {
        { Kind: ActorKind.Bootstrap } => await IsBootstrapKeptAsync(cancellationToken) ? new ConsoleUser(Actor.Bootstrap, [Admin]) : null,
        { Kind: ActorKind.Token, TokenId: { } id } => await tokens.FindAsync(id, cancellationToken) is { } token ? UserOf(token, clock.GetUtcNow()) : null,
        _ => null,
    };

    private static ConsoleUser? UserOf(AccessToken token, DateTimeOffset now) =>
        token.Kind != TokenKind.Api || token.Role is not { } role || token.RevokedAt is not null || token.ExpiresAt <= now
            ? null
            : new ConsoleUser(token.Owner with { Kind = ActorKind.Token, TokenId = token.Id }, [new RoleAssignment(role, token.Environments, token.ServiceLabels)]);

    private async Task<bool> IsBootstrapAsync(string text, CancellationToken cancellationToken)
    {
        var isEqual = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), bootstrapHash);
        return isEqual && await IsBootstrapKeptAsync(cancellationToken);
    }

    private async Task<bool> IsBootstrapKeptAsync(CancellationToken cancellationToken) =>
        options.Value.BootstrapToken.Length > 0 && (options.Value.KeepBootstrapToken || !await people.HasAdminSignedInAsync(cancellationToken));

    /// <summary>To the minute: an automation that asks a thousand times a second writes once a minute.</summary>
    private Task NoteUseAsync(AccessToken token, DateTimeOffset now, CancellationToken cancellationToken) =>
        token.LastUsedAt is { } last && now - last < TimeSpan.FromMinutes(1)
            ? Task.CompletedTask
            : tokens.NoteUseAsync(new Dictionary<Guid, DateTimeOffset> { [token.Id] = now }, cancellationToken);
}
