using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>What one hop makes of a deployment and of each of its rules.</summary>
/// <param name="Losses">Each way in which the hop is not exact, attributed to a grant or to the deployment.</param>
/// <param name="AdmitsOnlyPrecedingGateway">Whether whatever reaches this hop came through the hop before it.</param>
public sealed record HopCoverage(
    Target Target, int Hop, ValueList<CoverageLoss> Losses, ValueList<Residual> Residuals, bool AdmitsOnlyPrecedingGateway = false)
{
    /// <summary>The worst over the rules and the deployment itself.</summary>
    public Coverage Coverage => Worst(Losses);

    /// <summary>How exactly this hop decides what no rule speaks of.</summary>
    public Coverage OfTheRest => Worst(Losses.Where(l => l.Grant is null));

    /// <summary>How exactly this hop decides each of the deployment's rules: what is lost of the deployment as a whole is lost of each.</summary>
    /// <param name="grants">The rules' grants.</param>
    public IEnumerable<Coverage> OfRules(IEnumerable<string> grants)
    {
        var rest = OfTheRest;
        var own = Losses.Where(l => l.Grant is not null).GroupBy(l => l.Grant!, StringComparer.Ordinal).ToDictionary(g => g.Key, Worst, StringComparer.Ordinal);
        return grants.Select(grant => own.TryGetValue(grant, out var coverage) && coverage > rest ? coverage : rest);
    }

    private static Coverage Worst(IEnumerable<CoverageLoss> losses) => losses.Select(l => l.Coverage).DefaultIfEmpty(Coverage.Exact).Max();
}
