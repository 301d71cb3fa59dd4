using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary>
/// Shows decisions as they come into the log, each once. Engines tell theirs late and not in order: what was decided up to a quarter of an hour before the newest and comes only now is shown too.
/// </summary>
internal sealed class FollowedDecisions(DecisionPages pages, Call call, Surroundings around)
{
    /// <summary>Of one look: beyond that some are left out, and that is said.</summary>
    private const int MostAtOnce = 10_000;

    private const int MostRemembered = 4 * MostAtOnce;
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> inOrder = new();
    private DateTimeOffset newest;
    private DateTimeOffset floor;
    private bool isAway;

    /// <summary>Works until it is told to stop.</summary>
    /// <param name="first">How many of those that are there already are shown.</param>
    public async Task<int> RunAsync(int first)
    {
        try
        {
            var (there, isCut) = await pages.ReadAsync(
                Math.Max(first, MostAtOnce), (found, page) => found.Count >= first && page[^1].Decision.At < found[0].Decision.At - Late, call.CancellationToken);
            Remember(there);
            floor = isCut ? there[^1].Decision.At : floor;
            Show([.. there.Take(first)]);
            while (true)
            {
                await Task.Delay(AskedAgainAfter, around.Clock, call.CancellationToken);
                var found = await LookAsync();
                Remember(found);
                Show(found);
            }
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            return Output.Success;
        }
    }

    /// <returns>What was not seen before, newest first; nothing while the console is away.</returns>
    private async Task<IReadOnlyList<ListedDecision>> LookAsync()
    {
        try
        {
            var (found, isCut) = await pages.ReadAsync(MostAtOnce, (_, page) => page[^1].Decision.At < floor, call.CancellationToken);
            if (isAway)
                call.Output.Note("the console answers again");
            isAway = false;
            if (isCut && !IsSeen(found[^1]))
                call.Output.Note("more came in than are shown: list them without --follow");
            return [.. found.Where(listed => listed.Decision.At >= floor && !IsSeen(listed))];
        }
        catch (ConsoleException e) when (e.Code == "unreachable")
        {
            if (!isAway)
                call.Output.Note($"accessctl: {e.Message}; trying again");
            isAway = true;
            return [];
        }
    }

    private bool IsSeen(ListedDecision listed) => seen.Contains(listed.Decision.Id);

    /// <param name="found">Newest first.</param>
    private void Remember(IReadOnlyList<ListedDecision> found)
    {
        foreach (var listed in found.Reverse())
        {
            seen.Add(listed.Decision.Id);
            inOrder.Enqueue(listed.Decision.Id);
        }

        while (inOrder.Count > MostRemembered)
            seen.Remove(inOrder.Dequeue());
        if (found.Count == 0 || found[0].Decision.At <= newest)
            return;
        newest = found[0].Decision.At;
        floor = newest - Late > floor ? newest - Late : floor;
    }

    private void Show(IReadOnlyList<ListedDecision> found)
    {
        if (found.Count == 0)
            return;
        ListedDecision[] ordered = [.. found.Reverse()];
        call.Output.Each(DecisionTable.Of(ordered.Select(listed => listed.Decision)), ordered.Select(listed => listed.Json));
    }
}
