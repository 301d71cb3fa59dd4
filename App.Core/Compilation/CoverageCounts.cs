using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// How much of a bundle its engine decides exactly, allows more of, denies more of, or does not enforce: for each hop that the engine is, each
/// rule of the deployment, and once more what no rule allows.
/// </summary>
public sealed record CoverageCounts(int Exact, int Wider, int Narrower, int NotEnforced)
{
    public static CoverageCounts Of(IEnumerable<(DeploymentPolicy Deployment, HopCoverage Hop)> hops)
    {
        var counts = hops.SelectMany(x => x.Hop.OfRules(x.Deployment.Rules.Select(r => r.Grant.Name)).Append(x.Hop.OfTheRest)).CountBy(c => c).ToDictionary();
        return new CoverageCounts(Of(Coverage.Exact), Of(Coverage.Wider), Of(Coverage.Narrower), Of(Coverage.NotEnforced));

        int Of(Coverage coverage) => counts.GetValueOrDefault(coverage);
    }
}
