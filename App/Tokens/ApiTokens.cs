using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Tokens;

/// <summary>
/// Whom a token of the management API stands for. Every request asks the store: a revoked token ends at once. What is no token is asked for once.
/// </summary>
public sealed class ApiTokens(ITokenStore tokens, TokenOwners owners, IPersonStore people, IOptions<ConsoleOptions> options, TimeProvider clock, ILogger<TokenMisses> log) : IDisposable
{
    private const int MaxKnown = 10_000;
    private static readonly RoleAssignment Admin = new(ConsoleRole.Admin);

    // Its own, so that a flood here lets pullers in all the same; and without a rate, since it would keep out whoever comes with a token that was not used yet.
    private readonly TokenMisses misses = new(tokens, log, asksPerSecond: int.MaxValue);

    // Tokens that the store had: these it is asked for however many others are made up meanwhile.
    private readonly ConcurrentDictionary<TokenHash, bool> known = new();

    private readonly byte[] bootstrapHash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.BootstrapToken));

    public void Dispose() => misses.Dispose();

    /// <returns>No user where the token is unknown, expired, revoked or not for this API, or nobody can say now whether it is one.</returns>
    public async Task<(ConsoleUser? User, TokenAbsence Absence)> FindUserAsync(string text, CancellationToken cancellationToken)
    {
        if (await IsBootstrapAsync(text, cancellationToken))
            return (new ConsoleUser(Actor.Bootstrap, [Admin]), default);
        if (!TokenText.IsWellFormed(text))
            return default;
        var now = clock.GetUtcNow();
        var (token, absence) = await FindAsync(TokenText.Hash(text), now, cancellationToken);
        if (token is null || await UserOfAsync(token, now, cancellationToken) is not { } user)
            return (null, absence);
        await NoteUseAsync(token, now, cancellationToken);
        return (user, default);
    }

    /// <summary>What a token may do by now that acted before.</summary>
    /// <returns>Null where it is gone, expired or revoked, and for the bootstrap token once it ended.</returns>
    public async Task<ConsoleUser?> FindStandingAsync(Actor actor, CancellationToken cancellationToken) => actor switch
    {
        { Kind: ActorKind.Bootstrap } => await IsBootstrapKeptAsync(cancellationToken) ? new ConsoleUser(Actor.Bootstrap, [Admin]) : null,
        { Kind: ActorKind.Token, TokenId: { } id } => await tokens.FindAsync(id, cancellationToken) is { } token ? await UserOfAsync(token, clock.GetUtcNow(), cancellationToken) : null,
        _ => null,
    };

    private async Task<(AccessToken? Token, TokenAbsence Absence)> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = TokenHash.Of(hash);
        if (known.ContainsKey(key))
            return (await tokens.FindByHashAsync(hash, cancellationToken), TokenAbsence.Refused);
        var (token, absence) = await misses.AskAsync(hash, (store, timeout) => store.FindByHashAsync(hash, timeout), now, cancellationToken);
        if (known.Count >= MaxKnown)
            known.Clear();
        if (token is not null)
            known[key] = true;
        return (token, absence);
    }

    /// <summary>As the token's owner, with what the owner may do by now: nobody is left with a role by a token that was made when they had it.</summary>
    private async Task<ConsoleUser?> UserOfAsync(AccessToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.Kind != TokenKind.Api || token.Role is not { } role || token.RevokedAt is not null || token.ExpiresAt <= now)
            return null;
        var roles = await owners.CutAsync(token.Owner, new RoleAssignment(role, token.Environments, token.ServiceLabels), cancellationToken);
        return new ConsoleUser(token.Owner with { Kind = ActorKind.Token, TokenId = token.Id }, roles);
    }

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
