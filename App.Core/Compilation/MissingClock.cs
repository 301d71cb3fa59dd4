using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>What is left of a grant's bounds at an engine that cannot tell the time.</summary>
internal static class MissingClock
{
    public static Residual Of(Target target) => new(
        "no_clock",
        $"{target.Name()} cannot tell the time: a grant begins and ends when the state that says so is applied. `accessctl pull` applies those of the next three days, at most 16, by its own clock, "
        + "and the console publishes each on time for whatever else applies bundles; where that is not enough, name a hop with a clock before it");
}
