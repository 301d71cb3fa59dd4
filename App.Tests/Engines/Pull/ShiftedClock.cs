namespace AccessConsole.Tests.Engines.Pull;

/// <summary>The machine's clock, set ahead or back.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
