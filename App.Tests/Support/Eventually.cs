using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Waits for what other threads, processes and machines do in their own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Most of it is there within milliseconds; what takes longer is asked for less often.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        for (var pause = FirstPause; !await condition(); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"waited in vain for {what}");
            await Task.Delay(pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until there is something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> find, string what)
        where T : class
    {
        T? found = null;
        await HoldsAsync(async () => (found = await find()) is not null, what);
        return found!;
    }
}
