using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>What is left of a grant's bounds at an engine that cannot tell the time.</summary>
internal static class MissingClock
{
    public static Residual Of(Target target) => new(
        "no_clock",
        $"{target.Name()} cannot tell the time: a grant begins and ends as soon as accessctl applies the state that says so, on time while it runs, and without the console for the next three days or 16 changes in the bundle, whichever ends first; "
        + "where that is not enough, name a hop with a clock before it");
}
