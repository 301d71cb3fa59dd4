using System.Diagnostics;

namespace AccessConsole.Bench.Distribution;

internal static class Pace
{
    public static async Task WaitAsync(Stopwatch clock, TimeSpan due)
    {
        if (due - clock.Elapsed is { Ticks: > 0 } left)
            await Task.Delay(left);
    }
}
