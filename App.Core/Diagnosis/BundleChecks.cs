using System.Globalization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>How old the policy is that each hop decides by, as its engines reported.</summary>
internal static class BundleChecks
{
    /// <summary>Of one hop at most so many engines by themselves; the others are counted.</summary>
    private const int MaxEngines = 5;

    public static IEnumerable<CallCheck> Of(ValueList<HopReports> hops, CallSurroundings around) =>
        hops.Count == 0
            ? [CallCheck.Passed("bundle.hops", "the deployment has no hop that pulls bundles")]
            : hops.SelectMany(hop => OfHop(hop, around));

    private static IEnumerable<CallCheck> OfHop(HopReports hop, CallSurroundings around)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"bundle.hop{hop.Position}");
        if (hop.Engines.Count == 0)
        {
            yield return CallCheck.Untold(
                code, $"no {hop.Engine.Name()} of hop {hop.Position} has reported within a week", "have its puller report (`accessctl pull`, or OPA's `status`), or look at the bundle on its machine");
            yield break;
        }

        var checks = hop.Engines.Select(e => OfEngine(code, hop, e, around.Now)).OrderBy(c => c.Result != CheckResult.Failed).ToArray();
        foreach (var check in checks.Take(MaxEngines))
            yield return check;
        if (checks.Length <= MaxEngines)
            yield break;
        var rest = checks[MaxEngines..];
        var failed = rest.Count(c => c.Result == CheckResult.Failed);
        var finding = string.Create(CultureInfo.InvariantCulture, $"{rest.Length} more at hop {hop.Position}, {failed} of them not current");
        yield return failed == 0 ? CallCheck.Passed(code, finding) : CallCheck.Failed(code, finding, "see them on the page Rollout");
    }

    private static CallCheck OfEngine(string code, HopReports hop, HopReport engine, DateTimeOffset now)
    {
        var name = $"`{engine.Name}` ({hop.Engine.Name()}, hop {hop.Position})";
        var runs = engine.Revision is { } revision ? string.Create(CultureInfo.InvariantCulture, $"runs revision {revision}{Since(engine, now)}") : "runs no revision of the console's";
        var seen = $"seen {Ago(now - engine.LastSeen)} ago";
        if (engine.Error is { } error)
            return CallCheck.Failed(code, $"{name} {runs} and reports: {error}; {seen}", "mend what it reports: until then it goes on with what it has");
        if (engine.Wanted is not { } wanted)
            return CallCheck.Failed(code, $"{name} {runs}, but nothing is published for its scope", "check the environment, target and service of its puller token");
        if (engine.Revision is not { } running || running < wanted)
            return CallCheck.Failed(code, string.Create(CultureInfo.InvariantCulture, $"{name} {runs}; its bundle changed at revision {wanted}; {seen}"), "see why it does not pull: its log, its way to the console, its token");
        return engine.IsStale
            ? CallCheck.Failed(code, $"{name} ran what is current, but is silent: {seen}", "see whether its puller still runs")
            : CallCheck.Passed(code, $"{name} {runs}, which is current; {seen}");
    }

    private static string Since(HopReport engine, DateTimeOffset now) => engine.ActiveSince is { } since ? $" for {Ago(now - since)}" : "";

    private static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
    };
}
