using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Catalog;

/// <summary>One scope's place in the catalog, and the polls that wait for it to change.</summary>
internal sealed class BundleSlot(BundleScope scope, SlotView first)
{
    private readonly Lock changing = new();
    private readonly List<HeldPoll> polls = [];
    private volatile SlotView view = first;
    private bool isStopping;

    public BundleScope Scope { get; } = scope;

    public SlotView View => view;

    /// <summary>The newest there is, whoever is handed it.</summary>
    public ServedScope Current => view.Newest;

    /// <summary>What a token with these labels is handed; null where nothing is published for it.</summary>
    public ServedScope? For(ValueMap labels) => view.For(labels);

    /// <summary>Puts something else in its place; the polls are woken apart, once everything of a publish is in its place.</summary>
    public void Replace(SlotView next)
    {
        lock (changing)
            view = next;
    }

    /// <summary>Ends the polls that are answered otherwise now; others go on waiting.</summary>
    public void Wake() => End(poll => poll.IsChangedBy(view), PollEnd.Changed);

    /// <summary>Ends the polls held now and holds none from here on.</summary>
    public void Stop()
    {
        lock (changing)
            isStopping = true;
        End(_ => true, PollEnd.Over);
    }

    /// <summary>Waits until tokens with these labels are served something else than <paramref name="seen"/>.</summary>
    public async Task<PollEnd> WaitAsync(ServedScope? seen, ValueMap labels, TimeSpan wait, TimeProvider clock, CancellationToken disconnected)
    {
        var poll = new HeldPoll(seen, labels);
        // INVARIANT (no lost wake): looking and joining are one step under the lock by which Replace changes the answer.
        lock (changing)
        {
            if (poll.IsChangedBy(view))
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

    private void End(Predicate<HeldPoll> isMeant, PollEnd reason)
    {
        var ended = new List<HeldPoll>();
        lock (changing)
        {
            var staying = 0;
            foreach (var poll in polls)
            {
                if (isMeant(poll))
                {
                    poll.Place = -1;
                    ended.Add(poll);
                }
                else
                {
                    poll.Place = staying++;
                }
            }

            polls.RemoveAll(poll => poll.Place < 0);
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
