using AccessConsole.Tokens;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>How many polls are held, in all and for one token: no client takes all the places.</summary>
internal sealed class HeldPollLimit(IOptions<DistributionOptions> options)
{
    private readonly int max = options.Value.MaxHeldPolls;
    private readonly int maxPerToken = options.Value.MaxHeldPollsPerToken;
    private int held;

    public int Held => held;

    public bool TryEnter(LiveToken token)
    {
        if (Interlocked.Increment(ref held) <= max & token.AddHeldPoll() <= maxPerToken)
            return true;
        Leave(token);
        return false;
    }

    public void Leave(LiveToken token)
    {
        Interlocked.Decrement(ref held);
        token.RemoveHeldPoll();
    }
}
