using System.Globalization;
using System.Runtime.InteropServices;
using AccessConsole.Hosting;
using Xunit;

namespace AccessConsole.Tests.Hosting;

public sealed class ThreadTurnsTests
{
    private static readonly Version KnowsTurns = new(6, 12);

    [Fact]
    public async Task ThreadsThatCome_HaveTheShortTurnsOfTheProcess()
    {
        SkipWhereTurnsAreNotKnown();

        ThreadTurns.TakeShort();

        Assert.Equal((100_000, 0), await OnNewThreadAsync(Read));
    }

    [Fact]
    public async Task AThreadThatTakesWhatOthersLeave_HasLongerTurns_SoThatTheyNeedNotWaitForTheEndOfOne()
    {
        SkipWhereTurnsAreNotKnown();
        ThreadTurns.TakeShort();

        var (turn, nice) = await OnNewThreadAsync(() =>
        {
            ThreadTurns.TakeLeast();
            return Read();
        });

        Assert.Equal((3_000_000, 19), (turn, nice));
        Assert.Equal((100_000, 0), await OnNewThreadAsync(Read));
    }

    private static void SkipWhereTurnsAreNotKnown() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64 or System.Runtime.InteropServices.Architecture.Arm64
            && Environment.OSVersion.Version >= KnowsTurns && File.Exists("/proc/thread-self/sched"),
        "this kernel does not know turns, or does not say them");

    private static Task<T> OnNewThreadAsync<T>(Func<T> read)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.SetResult(read())) { IsBackground = true }.Start();
        return done.Task;
    }

    /// <returns>In nanoseconds, and the niceness, which the kernel tells as a priority from 100 to 139.</returns>
    private static (long Turn, int Nice) Read()
    {
        var lines = File.ReadAllLines("/proc/thread-self/sched");
        return (ValueOf("se.slice"), (int)ValueOf("prio") - 120);

        long ValueOf(string name) => long.Parse(lines.Single(line => line.Split(':')[0].Trim() == name).Split(':')[1], CultureInfo.InvariantCulture);
    }
}
