using AccessConsole.Distribution.Catalog;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Holds polls whose answer would be that nothing changed, as many as the limit allows.</summary>
internal sealed class PollHolding(HeldPollLimit limit, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Holds a poll until the client's copy is not current any more, or the time is over.</summary>
    /// <param name="isCurrent">Whether the client's copy is, where this is what its token is handed now.</param>
    /// <returns>Whether it is still to be answered: not where it was refused, where its token ended meanwhile, or where nobody listens any more.</returns>
    public async Task<bool> HoldAsync(HttpContext context, BundleSlot slot, LiveToken token, DateTimeOffset deadline, Func<ServedScope?, bool> isCurrent)
    {
        if (!limit.TryEnter(token))
        {
            await MachineProblems.TooManyAsync(context, "too many polls are held: poll without `Prefer: wait`, or later", RetryAfter);
            return false;
        }

        PollEnd end;
        try
        {
            end = await WaitAsync(slot, token, deadline, isCurrent, context.RequestAborted);
        }
        finally
        {
            limit.Leave(token);
        }

        if (end == PollEnd.Disconnected)
            return false;
        if (token.IsLive(clock.GetUtcNow()))
            return true;
        await MachineProblems.UnauthorizedAsync(context);
        return false;
    }

    private async Task<PollEnd> WaitAsync(BundleSlot slot, LiveToken token, DateTimeOffset deadline, Func<ServedScope?, bool> isCurrent, CancellationToken disconnected)
    {
        while (true)
        {
            var seen = slot.For(token.Token.Labels);
            // What changed may leave this client's copy current: another key's archive, a revision that it has from another replica, or one after that which it asks for.
            if (!isCurrent(seen))
                return PollEnd.Changed;
            var wait = deadline - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                return PollEnd.Over;
            var end = await slot.WaitAsync(seen, token.Token.Labels, wait, clock, disconnected);
            if (end != PollEnd.Changed)
                return end;
        }
    }
}
