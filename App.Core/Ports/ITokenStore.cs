using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Ports;

/// <summary>Tokens of pullers and of automation, of which only hashes are stored, and pullers that are known by a certificate.</summary>
public interface ITokenStore
{
    /// <returns>
    /// False where another registration that is not revoked has the same SPIFFE ID: a certificate must lead to one scope. Of an API token also where the token that makes it is revoked by now.
    /// </returns>
    Task<bool> CreateAsync(AccessToken token, AuditEvent auditEvent, CancellationToken cancellationToken);

    Task<AccessToken?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <param name="hash">SHA-256 of the whole token, 32 bytes.</param>
    Task<AccessToken?> FindByHashAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>The registration of this SPIFFE ID that is not revoked.</summary>
    Task<AccessToken?> FindBySpiffeIdAsync(SpiffeId id, CancellationToken cancellationToken);

    /// <param name="search">Only those in which each of these words stands: in the SPIFFE ID, the owner's name, a label (as <c>team=payments</c>), an environment or the service, or as the begin of the prefix.</param>
    Task<IReadOnlyList<AccessToken>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken, string? search = null);

    /// <summary>Every token that is neither revoked nor expired, for the cache of the machine side.</summary>
    Task<IReadOnlyList<AccessToken>> LoadLiveAsync(CancellationToken cancellationToken);

    /// <summary>Ends a token together with the API tokens that it made, those that they made, and so on.</summary>
    /// <param name="eventOf">The event of each that ends; the time of its first is when all of them do.</param>
    /// <returns>Which ended; none where there is no such token or it is revoked already.</returns>
    Task<IReadOnlyList<Guid>> RevokeAsync(Guid id, Func<AccessToken, AuditEvent> eventOf, CancellationToken cancellationToken);

    /// <summary>Notes when tokens were last used; not an act, so without an event.</summary>
    Task NoteUseAsync(IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed, CancellationToken cancellationToken);
}

public sealed record AccessToken
{
    public required Guid Id { get; init; }

    public required TokenKind Kind { get; init; }

    /// <summary>SHA-256 of the whole token, 32 bytes; where a SPIFFE ID stands for it, 32 random bytes, which are the hash of no text.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>The first characters, enough to tell tokens apart and no help in guessing one; empty where a SPIFFE ID stands for it.</summary>
    public required string Prefix { get; init; }

    public required Actor Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public ValueMap Labels { get; init; } = ValueMap.Empty;

    /// <summary>A puller's environment, which it needs.</summary>
    public string? Environment { get; init; }

    /// <summary>A puller's target, which it needs.</summary>
    public Target? Target { get; init; }

    /// <summary>A puller's service; null reads the environment's bundle and every slice.</summary>
    public string? Service { get; init; }

    /// <summary>A puller that shows a certificate of this name and has no token.</summary>
    public SpiffeId? SpiffeId { get; init; }

    /// <summary>An API token's role.</summary>
    public ConsoleRole? Role { get; init; }

    /// <summary>The environments an API token is held to; empty stands for all.</summary>
    public ValueList<string> Environments { get; init; }

    /// <summary>The labels of services an API token is held to; empty stands for all services.</summary>
    public ValueList<LabelChoice> ServiceLabels { get; init; }
}

/// <summary>Persisted by name: do not rename.</summary>
public enum TokenKind
{
    Puller,
    Api,

    /// <summary>Asks for decisions about one environment's requests, or one service's there.</summary>
    Decide,
}

/// <summary>What a person or an API token may do in the console. Persisted by name: do not rename.</summary>
public enum ConsoleRole
{
    Viewer,

    /// <summary>Lets somebody in for hours without approvals; a person's alone, and no part of any other role.</summary>
    BreakGlass,
    Auditor,
    Editor,
    Approver,
    Admin,
}
