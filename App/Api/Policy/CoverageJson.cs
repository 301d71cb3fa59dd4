using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Api.Policy;

/// <summary>How a deployment is enforced, as the API tells it.</summary>
/// <param name="Losses">What the deployment's own settings give away at every hop.</param>
/// <param name="Hops">The engines on the way, in order.</param>
public sealed record CoverageJson(string Environment, string Service, string Mode, IReadOnlyList<LossJson> Losses, IReadOnlyList<HopJson> Hops)
{
    public static CoverageJson Of(DeploymentCoverage coverage) => new(
        coverage.Environment,
        coverage.Service,
        coverage.Mode.ToString().ToLowerInvariant(),
        [.. coverage.Losses.Select(LossJson.Of)],
        [.. coverage.Hops.Select(hop => HopJson.Of(coverage, hop))]);

    public static string NameOf(Coverage coverage) => coverage switch
    {
        Core.Compilation.Coverage.Exact => "exact",
        Core.Compilation.Coverage.Wider => "wider",
        Core.Compilation.Coverage.Narrower => "narrower",
        Core.Compilation.Coverage.NotEnforced => "not_enforced",
    };
}

/// <summary>How one engine on the way to a deployment enforces what is granted.</summary>
/// <param name="Hop">1 is the first.</param>
/// <param name="Coverage">The worst over the deployment and its rules.</param>
/// <param name="Rules">How many rules are decided how, what no rule allows counting as one.</param>
/// <param name="Losses">What it cannot say exactly.</param>
/// <param name="Residuals">What it leaves out though the hop is exact.</param>
/// <param name="AdmitsOnlyPrecedingGateway">Whether it lets in the gateway before it alone.</param>
public sealed record HopJson(
    int Hop, string Target, string Coverage, CoverageCounts Rules, IReadOnlyList<LossJson> Losses, IReadOnlyList<ResidualJson> Residuals, bool AdmitsOnlyPrecedingGateway)
{
    public static HopJson Of(DeploymentCoverage coverage, HopCoverage hop) => new(
        hop.Hop + 1,
        hop.Target.Name(),
        CoverageJson.NameOf(hop.Coverage),
        CoverageCounts.Of([(coverage.Deployment, hop)]),
        [.. hop.Losses.Select(LossJson.Of)],
        [.. hop.Residuals.Select(r => new ResidualJson(r.Code, r.Message))],
        hop.AdmitsOnlyPrecedingGateway);
}

/// <summary>Something that an engine cannot say exactly, and what comes of it.</summary>
/// <param name="Coverage">What comes of it: <c>wider</c>, <c>narrower</c> or <c>not_enforced</c>.</param>
/// <param name="Grant">The rule concerned; null where it is the deployment as a whole.</param>
/// <param name="Lost">What is lost, in a sentence.</param>
public sealed record LossJson(string Code, string Coverage, string? Grant, string Lost, string Remedy)
{
    public static LossJson Of(CoverageLoss loss) => new(loss.Code, CoverageJson.NameOf(loss.Coverage), loss.Grant, loss.Lost, loss.Remedy);
}

/// <summary>What an engine leaves out on a hop that is otherwise exact.</summary>
public sealed record ResidualJson(string Code, string Message);
