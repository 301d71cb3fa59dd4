using System.Collections.Concurrent;

namespace AccessConsole.Distribution.Health;

/// <summary>
/// Calls of a store that are given up in time, also where the database neither answers nor refuses. The driver's cancelling does not see to that: it asks the database to end
/// the query and waits, on the thread that cancels and without a limit, until the database has taken note.
/// </summary>
internal sealed class PatientCalls(TimeSpan patience)
{
    private const int MaxGivenUp = 4;

    // A call to a machine that is gone may never end: it must not count for ever.
    private static readonly TimeSpan CountedFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Task, long> givenUp = new();

    /// <exception cref="TimeoutException">The store did not answer in time, or was not asked, since it owes several answers that were given up.</exception>
    /// <param name="cancellationToken">Ends the waiting, not the call.</param>
    public Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => AskAsync(ask).WaitAsync(cancellationToken);

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        if (givenUp.Values.Count(since => TimeProvider.System.GetElapsedTime(since) < CountedFor) >= MaxGivenUp)
            throw new TimeoutException("the database was not asked: it has not answered what it was asked before");
        var ending = new CancellationTokenSource();
        var answer = ask(ending.Token);
        try
        {
            return await answer.WaitAsync(patience);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            GiveUp(answer, ending);
            throw;
        }
    }

    private void GiveUp(Task answer, CancellationTokenSource ending)
    {
        givenUp[answer] = TimeProvider.System.GetTimestamp();
        _ = answer.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                givenUp.TryRemove(ended, out _);
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        // On a thread of its own, since it may wait for long: those of the pool answer requests.
        _ = Task.Factory.StartNew(ending.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
