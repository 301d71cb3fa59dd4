using System.Threading.Channels;
using AccessConsole.Hosting;

namespace AccessConsole.Distribution.Decisions;

/// <summary>
/// The one thread that decisions are read and written on, a batch's rows and another batch's events in turns: however many come, they take one processor and no place in the
/// thread pool, which polls are answered from, and let whoever answers one go first. What is awaited here goes on here.
/// </summary>
internal sealed class DecisionThread : TaskScheduler, IDisposable
{
    private readonly Channel<Task> waiting = Channel.CreateUnbounded<Task>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread thread;

    public DecisionThread()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "decisions" };
        thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    public Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Dispose() => waiting.Writer.TryComplete();

    protected override void QueueTask(Task task)
    {
        // What ends after the console has is of no harm to polls, and may not be left undone: somebody awaits it.
        if (!waiting.Writer.TryWrite(task))
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && Thread.CurrentThread == thread && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    private void Run()
    {
        ThreadTurns.TakeLeast();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (waiting.Reader.TryRead(out var task))
            {
                TryExecuteTask(task);
                // Whoever woke up meanwhile and waits behind this thread need not wait for the kernel's clock, which comes by each few milliseconds.
                Thread.Yield();
            }
        }
    }
}
