using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>The time around an instant in which the same rules of a deployment are in force.</summary>
internal readonly record struct TimeSpanOfRules(DateTimeOffset? From, DateTimeOffset? Until)
{
    public static TimeSpanOfRules Around(DeploymentPolicy deployment, DateTimeOffset at)
    {
        var span = new TimeSpanOfRules(null, null);
        foreach (var rule in deployment.Rules)
        {
            span = span.Bounded(rule.Terms.ValidFrom, at);
            span = span.Bounded(rule.Terms.Expires, at);
        }

        return span;
    }

    public bool Contains(DateTimeOffset at) => (From is not { } from || from <= at) && (Until is not { } end || at < end);

    private TimeSpanOfRules Bounded(DateTimeOffset? boundary, DateTimeOffset at) => boundary switch
    {
        null => this,
        { } past when past <= at => From is { } from && from >= past ? this : this with { From = past },
        { } coming => Until is { } end && end <= coming ? this : this with { Until = coming },
    };
}
