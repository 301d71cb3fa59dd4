using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Why a held poll ended.</summary>
internal enum PollEnd
{
    /// <summary>The scope is served something else now.</summary>
    Changed,

    /// <summary>Its time is over, or the console stops.</summary>
    Over,

    /// <summary>The client is gone.</summary>
    Disconnected,
}

/// <summary>One request that waits for a change.</summary>
/// <param name="seen">What it was served; null for nothing.</param>
/// <param name="labels">Of its token, by which it is served something else.</param>
internal sealed class HeldPoll(ServedScope? seen, ValueMap labels)
{
    // Continuations run on their own: whoever publishes does not write ten thousand answers.
    private readonly TaskCompletionSource<PollEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PollEnd> Ended => end.Task;

    /// <summary>The place in the slot's list; -1 once it left.</summary>
    public int Place { get; set; }

    public bool IsChangedBy(SlotView view) => !ReferenceEquals(view.For(labels), seen);

    public void End(PollEnd reason) => end.TrySetResult(reason);
}
