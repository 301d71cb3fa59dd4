using System.Runtime.InteropServices;
using AccessConsole.Distribution.Decisions;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class DecisionThreadTests
{
    [Fact]
    public async Task WorkThatAwaits_GoesOnOnTheOneThread_WhileOtherWorkHasItsTurn()
    {
        using var thread = new DecisionThread();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = thread.RunAsync(async () =>
        {
            var before = Environment.CurrentManagedThreadId;
            await opened.Task;
            return (before, Environment.CurrentManagedThreadId);
        });
        var other = await thread.RunAsync(() =>
        {
            opened.SetResult();
            return Task.FromResult(Environment.CurrentManagedThreadId);
        });

        var (before, after) = await waiting;

        Assert.Equal((other, other), (before, after));
        Assert.False(await thread.RunAsync(() => Task.FromResult(Thread.CurrentThread.IsThreadPoolThread)));
    }

    [Fact]
    public async Task WorkThatFails_TellsWhoeverAwaitsIt_AndTheThreadGoesOn()
    {
        using var thread = new DecisionThread();

        await Assert.ThrowsAsync<FormatException>(() => thread.RunAsync<int>(() => throw new FormatException()));

        Assert.Equal(1, await thread.RunAsync(() => Task.FromResult(1)));
    }

    [Fact]
    public async Task WorkThatIsUnderWay_Ends_AlthoughTheThreadHas()
    {
        var thread = new DecisionThread();
        var begun = new TaskCompletionSource();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = thread.RunAsync(async () =>
        {
            begun.SetResult();
            await opened.Task;
            return 1;
        });
        await begun.Task;

        thread.Dispose();
        opened.SetResult();

        Assert.Equal(1, await work);
    }

    [Fact]
    public async Task Work_OnLinux_LeavesTheProcessorToWhoeverAnswersPolls()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64 or System.Runtime.InteropServices.Architecture.Arm64, "only there can one thread have a priority of its own");
        using var thread = new DecisionThread();

        Assert.Equal("19", await thread.RunAsync(() => Task.FromResult(NicenessOfThisThread())));
        Assert.Equal("0", await Task.Run(NicenessOfThisThread, TestContext.Current.CancellationToken));
    }

    /// <summary>The 19th word of proc(5)'s <c>stat</c>, of which the second is a name that may have spaces.</summary>
    private static string NicenessOfThisThread()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16];
    }
}
