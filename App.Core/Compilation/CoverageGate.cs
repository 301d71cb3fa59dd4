using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>Whether the engines on a deployment's path are as exact as its environment asks; if not, publishing is refused.</summary>
public static class CoverageGate
{
    /// <param name="strictest">What is asked: the stricter of the environment's settings before and after the change.</param>
    public static IEnumerable<Diagnostic> Check(DeploymentCoverage coverage, PolicyEnvironment strictest)
    {
        // What only watches has nothing to be exact about.
        if (coverage.Mode == Mode.Shadow)
            return [];
        if (coverage.Hops.IsEmpty)
            return [NoHop(coverage)];
        return Losses(coverage, strictest).Concat(Residuals(coverage, strictest)).Distinct();
    }

    /// <summary>The settings of both that ask more.</summary>
    public static PolicyEnvironment Strictest(PolicyEnvironment draft, PolicyEnvironment? basis) => basis is null ? draft : draft with
    {
        Exactness = draft.Exactness > basis.Exactness ? draft.Exactness : basis.Exactness,
        Narrower = draft.Narrower < basis.Narrower ? draft.Narrower : basis.Narrower,
        Residuals = draft.Residuals < basis.Residuals ? draft.Residuals : basis.Residuals,
    };

    private static IEnumerable<Diagnostic> Losses(DeploymentCoverage coverage, PolicyEnvironment strictest)
    {
        var narrower = coverage.Hops.SelectMany(hop => Refusals(coverage, hop, l => l.Coverage == Coverage.Narrower && strictest.Narrower == Acceptance.Refuse));
        return strictest.Exactness switch
        {
            Exactness.EveryHop => coverage.Losses.Select(loss => Refusal(coverage, loss))
                .Concat(coverage.Hops.SelectMany(hop => Refusals(coverage, hop, IsTooMuch))).Concat(narrower),
            Exactness.AtLeastOneHop => LeaksOfSome(coverage).Concat(narrower),
        };
    }

    /// <summary>The first hop that lets through no more than the policy is enough, unless a later one can be reached past it.</summary>
    private static IEnumerable<Diagnostic> LeaksOfSome(DeploymentCoverage coverage)
    {
        var first = coverage.Hops.FirstOrDefault(hop => !hop.Losses.Any(IsTooMuch));
        return coverage.Hops.Where(hop => first is null || (hop.Hop > first.Hop && !hop.AdmitsOnlyPrecedingGateway))
            .SelectMany(hop => Refusals(coverage, hop, IsTooMuch));
    }

    /// <summary>Whether more gets through than the policy allows. Where less does, it is for the environment's <c>narrower</c> to say.</summary>
    private static bool IsTooMuch(CoverageLoss loss) => loss.Coverage > Coverage.Narrower;

    private static IEnumerable<Diagnostic> Residuals(DeploymentCoverage coverage, PolicyEnvironment strictest) =>
        strictest.Residuals == Acceptance.Accept
            ? []
            : from hop in coverage.Hops
              from residual in hop.Residuals
              select Problem(CoverageCodes.Residual, $"{NameOf(coverage, hop)}: {residual.Message}; set `residuals: accept` on the environment or take the hop out");

    private static IEnumerable<Diagnostic> Refusals(DeploymentCoverage coverage, HopCoverage hop, Func<CoverageLoss, bool> isRefused) =>
        hop.Losses.Where(isRefused).Select(loss => Problem(CoverageCodes.Insufficient, $"{NameOf(coverage, hop)}: {loss.Sentence}; {loss.Remedy}"));

    private static Diagnostic Refusal(DeploymentCoverage coverage, CoverageLoss loss) =>
        Problem(CoverageCodes.Insufficient, $"{NameOf(coverage)}: {loss.Sentence}; {loss.Remedy}");

    private static Diagnostic NoHop(DeploymentCoverage coverage) => Problem(
        CoverageCodes.Insufficient, $"{NameOf(coverage)} has no hop that enforces anything: name one under `hops`, or set `mode: shadow`");

    private static string NameOf(DeploymentCoverage coverage) => $"`{coverage.Service}` in `{coverage.Environment}`";

    private static string NameOf(DeploymentCoverage coverage, HopCoverage hop) => $"{NameOf(coverage)}, hop {hop.Hop + 1} ({hop.Target.Name()})";

    private static Diagnostic Problem(string code, string message) => new(code, Severity.Error, message);
}
