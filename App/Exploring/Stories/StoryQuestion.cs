using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring.Stories;

/// <summary>Of what a story is told.</summary>
/// <param name="Value">The build's id or <c>organization/pipeline#number</c>, the job's id, or the trace's.</param>
/// <param name="Around">An instant of it, so that only the days about it are looked through; null looks through all that are kept.</param>
public sealed record StoryQuestion(StoryKind Kind, string Value, DateTimeOffset? Around)
{
    /// <summary>No build, job or trace lasts longer.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    internal DecisionFilter Filter
    {
        get
        {
            // Before the first instant and after the last there is nothing to leave out.
            var when = new DecisionFilter(
                Since: Around - DateTimeOffset.MinValue > Reach ? Around - Reach : null, Until: DateTimeOffset.MaxValue - Around > Reach ? Around + Reach : null);
            return Kind switch
            {
                StoryKind.Build => when with { Build = Value },
                StoryKind.Job => when with { Job = Value },
                StoryKind.Trace => when with { Trace = Value },
            };
        }
    }
}

public enum StoryKind
{
    Build,
    Job,
    Trace,
}
