using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tokens;

/// <summary>A token in memory: what it may do, whether it still may, and when it last did.</summary>
public sealed class LiveToken(AccessToken token)
{
    private static readonly long NotedWithin = TimeSpan.FromSeconds(1).Ticks;

    private volatile bool isRevoked = token.RevokedAt is not null;
    private long lastUsed;
    private int heldPolls;

    public AccessToken Token { get; } = token;

    public bool IsLive(DateTimeOffset now) => !isRevoked && now < Token.ExpiresAt;

    /// <summary>Whether it is a puller's for this scope: its own, or one service's slice of its environment.</summary>
    public bool Covers(BundleScope scope) =>
        Token.Kind == TokenKind.Puller
        && Token.Target == scope.Target
        && string.Equals(Token.Environment, scope.Environment, StringComparison.Ordinal)
        && (Token.Service is null || string.Equals(Token.Service, scope.Service, StringComparison.Ordinal));

    /// <summary>Whether it may ask for decisions about requests to this service.</summary>
    public bool MayDecide(string environment, string service) =>
        Token.Kind == TokenKind.Decide
        && string.Equals(Token.Environment, environment, StringComparison.Ordinal)
        && (Token.Service is null || string.Equals(Token.Service, service, StringComparison.Ordinal));

    /// <summary>Whether it is for the same as another: the same pulls, of the same kind.</summary>
    public bool HasScopeOf(LiveToken other) =>
        (Token.Kind, Token.Environment, Token.Target, Token.Service) == (other.Token.Kind, other.Token.Environment, other.Token.Target, other.Token.Service);

    internal void Revoke() => isRevoked = true;

    /// <summary>Remembers the use; to the second, so that a busy token's memory is not written by every request.</summary>
    internal void NoteUse(DateTimeOffset now)
    {
        if (now.UtcTicks - Volatile.Read(ref lastUsed) >= NotedWithin)
            Volatile.Write(ref lastUsed, now.UtcTicks);
    }

    /// <summary>When it was used since this was last asked; null where it was not.</summary>
    internal DateTimeOffset? TakeLastUse() =>
        Interlocked.Exchange(ref lastUsed, 0) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal int AddHeldPoll() => Interlocked.Increment(ref heldPolls);

    internal void RemoveHeldPoll() => Interlocked.Decrement(ref heldPolls);
}
