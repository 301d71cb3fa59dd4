using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Tokens;

/// <summary>Asks the store for tokens that memory does not know: each once, and never more than the store can bear.</summary>
/// <param name="asksPerSecond">How many different ones; what is more is refused until the next second.</param>
public sealed class TokenMisses(ITokenStore store, ILogger<TokenMisses> logger, int asksPerSecond = TokenMisses.AsksPerSecond) : IDisposable
{
    private const int AsksPerSecond = 50;
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly PatientCalls calls = new(Patience);
    private readonly ConcurrentDictionary<TokenHash, DateTimeOffset> unknownUntil = new();
    private readonly ConcurrentDictionary<TokenHash, Lazy<Task<Answer>>> asking = new();

    private readonly TokenBucketRateLimiter limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = asksPerSecond,
        TokensPerPeriod = asksPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    public void Dispose() => limiter.Dispose();

    /// <summary>The token, or why there is none.</summary>
    /// <param name="hash">Of what is looked for: 32 bytes that nothing else has.</param>
    /// <param name="find">Looks for it in the store.</param>
    public async Task<Answer> AskAsync(byte[] hash, Func<ITokenStore, CancellationToken, Task<AccessToken?>> find, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = TokenHash.Of(hash);
        if (unknownUntil.TryGetValue(key, out var until) && now < until)
            return new Answer(null);
        if (!asking.TryGetValue(key, out var answer))
        {
            using var lease = limiter.AttemptAcquire();
            if (!lease.IsAcquired)
                return new Answer(null, TokenAbsence.Throttled);
            answer = asking.GetOrAdd(key, _ => new Lazy<Task<Answer>>(() => AskStoreAsync(key, find, now)));
        }

        // The answer is everybody's who asks for this token, so one who leaves does not cancel it.
        return await answer.Value.WaitAsync(cancellationToken);
    }

    private async Task<Answer> AskStoreAsync(TokenHash key, Func<ITokenStore, CancellationToken, Task<AccessToken?>> find, DateTimeOffset now)
    {
        try
        {
            var token = await calls.AskAsync(timeout => find(store, timeout), CancellationToken.None);
            if (token is null)
                Remember(key, now);
            return new Answer(token);
        }
        catch (Exception e)
        {
            // A token that nobody vouches for opens nothing; but nobody said either that there is none, so it is asked for again at the next use.
            logger.LogWarning(e, "a token that is not in memory could not be looked up in the database");
            return new Answer(null, TokenAbsence.Unknowable);
        }
        finally
        {
            asking.TryRemove(key, out _);
        }
    }

    private void Remember(TokenHash key, DateTimeOffset now)
    {
        // Made-up tokens must not fill the memory: forgetting them all only costs asking again, at the limited rate.
        if (unknownUntil.Count >= MaxRemembered)
            unknownUntil.Clear();
        unknownUntil[key] = now + RememberedFor;
    }

    /// <param name="Absence">Why there is no token; says nothing beside one.</param>
    public readonly record struct Answer(AccessToken? Token, TokenAbsence Absence = TokenAbsence.Refused);
}
