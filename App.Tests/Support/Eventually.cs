using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Waits for what other threads, processes and machines do in their own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"waited in vain for {what}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
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
