using AccessConsole.Core.Compilation;

namespace AccessConsole.Distribution.Catalog;

/// <summary>One scope's place in the catalog, and the polls that wait for it to change.</summary>
internal sealed class BundleSlot(BundleScope scope, ServedScope first)
{
    private readonly Lock changing = new();
    private readonly List<HeldPoll> polls = [];
    private volatile ServedScope current = first;
    private bool isStopping;

    public BundleScope Scope { get; } = scope;

    public ServedScope Current => current;

    /// <summary>Puts something else in its place; the polls are woken apart, once everything of a publish is in its place.</summary>
    public void Replace(ServedScope next)
    {
        lock (changing)
            current = next;
    }

    public void Wake() => EndAll(PollEnd.Changed);

    /// <summary>Ends the polls held now and holds none from here on.</summary>
    public void Stop()
    {
        lock (changing)
            isStopping = true;
        EndAll(PollEnd.Over);
    }

    /// <summary>Waits until something else than <paramref name="seen"/> is served.</summary>
    public async Task<PollEnd> WaitAsync(ServedScope seen, TimeSpan wait, TimeProvider clock, CancellationToken disconnected)
    {
        var poll = new HeldPoll();
        // INVARIANT (no lost wake): looking and joining are one step under the lock by which Replace changes the answer.
        lock (changing)
        {
            if (current != seen)
                return PollEnd.Changed;
            if (isStopping)
                return PollEnd.Over;
            poll.Place = polls.Count;
            polls.Add(poll);
        }

        await using var timer = clock.CreateTimer(static poll => ((HeldPoll)poll!).End(PollEnd.Over), poll, wait, Timeout.InfiniteTimeSpan);
        await using var watch = disconnected.UnsafeRegister(static poll => ((HeldPoll)poll!).End(PollEnd.Disconnected), poll);
        var end = await poll.Ended;
        Leave(poll);
        return end;
    }

    private void EndAll(PollEnd reason)
    {
        HeldPoll[] ended;
        lock (changing)
        {
            ended = [.. polls];
            polls.Clear();
            foreach (var poll in ended)
                poll.Place = -1;
        }

        foreach (var poll in ended)
            poll.End(reason);
    }

    private void Leave(HeldPoll poll)
    {
        lock (changing)
        {
            if (poll.Place < 0)
                return;
            // The last takes the place: leaving costs the same however many wait.
            var last = polls[^1];
            polls[poll.Place] = last;
            last.Place = poll.Place;
            polls.RemoveAt(polls.Count - 1);
            poll.Place = -1;
        }
    }
}
