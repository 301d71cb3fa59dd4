using AccessConsole.Api.Decisions;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Model;
using AccessConsole.Diagnosing;

namespace AccessConsole.Api.Diagnosing;

/// <summary>Everything that one call may fail by, each looked at by itself.</summary>
/// <param name="Revision">The revision that was looked at.</param>
/// <param name="At">When it was looked at, by the console's clock.</param>
/// <param name="Environment">Null where no deployment was found.</param>
/// <param name="Service">Null where no deployment was found.</param>
/// <param name="Hosts">The names under which the deployment is reached.</param>
/// <param name="Failed">How many checks failed.</param>
/// <param name="Decision">With the credentials as they were shown; null where none was.</param>
/// <param name="Checks">What was looked at.</param>
/// <param name="Bundles">What the engines on the way should run.</param>
public sealed record DiagnosisJson(
    int Revision, DateTimeOffset At, string? Environment, string? Service, IReadOnlyList<string> Hosts, int Failed, DecisionJson? Decision, IReadOnlyList<CheckJson> Checks,
    IReadOnlyList<PublishedBundleJson> Bundles)
{
    public static DiagnosisJson Of(DiagnosedCall diagnosed)
    {
        var (deployment, decision, checks) = diagnosed.Diagnosis;
        return new DiagnosisJson(
            diagnosed.Revision, diagnosed.At, deployment?.Environment.Name, deployment?.Service.Name, deployment is null ? [] : [.. deployment.Deployment.Hosts],
            checks.Count(c => c.Result == CheckResult.Failed), decision is null ? null : DecisionJson.Of(decision), [.. checks.Select(CheckJson.Of)],
            [.. diagnosed.Bundles.Select(b => new PublishedBundleJson(b.Target.Name(), b.Service, b.Revision))]);
    }
}

/// <summary>One thing that a call may fail by, and what was found of it.</summary>
/// <param name="Code">Names the check, for programs.</param>
/// <param name="Area">What of the call it is about: the code up to its first point.</param>
/// <param name="Result"><c>passed</c>, <c>failed</c>, or <c>untold</c>: it cannot be told from here, because of what <c>finding</c> says.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Mend">What to change; null where nothing is to be.</param>
public sealed record CheckJson(string Code, string Area, string Result, string Finding, string? Mend)
{
    public static CheckJson Of(CallCheck check) => new(check.Code, check.Area, check.Result.Name(), check.Finding, check.Mend);
}

/// <summary>A bundle that the engines on the way of the call should run.</summary>
/// <param name="Service">Null for the environment's bundle.</param>
/// <param name="Revision">At which it last changed: what its engines should run.</param>
public sealed record PublishedBundleJson(string Target, string? Service, int Revision);
