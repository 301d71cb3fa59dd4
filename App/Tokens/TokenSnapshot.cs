using AccessConsole.Core.Ports;

namespace AccessConsole.Tokens;

/// <summary>What is known of tokens at one moment.</summary>
/// <param name="Revoked">Ids that never become live again.</param>
/// <param name="Ended">Hashes of tokens that are over, with when they expire or would have.</param>
internal sealed record TokenSnapshot(IReadOnlyList<AccessToken> Live, IReadOnlyCollection<Guid> Revoked, IReadOnlyDictionary<TokenHash, DateTimeOffset> Ended)
{
    public static TokenSnapshot Empty { get; } = new([], [], new Dictionary<TokenHash, DateTimeOffset>());
}
