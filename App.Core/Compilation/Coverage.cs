using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>How one engine's decision compares with the evaluator's. Persisted by name.</summary>
public enum Coverage
{
    /// <summary>Just as the evaluator, on canonical paths.</summary>
    Exact,

    /// <summary>The engine allows more; what is lost is named.</summary>
    Wider,

    /// <summary>The engine denies more.</summary>
    Narrower,

    NotEnforced,
}

/// <summary>What one hop makes of a deployment.</summary>
/// <param name="Coverage">The worst over the rules and the deployment itself.</param>
/// <param name="Losses">Each way in which the hop is not exact, attributed to a grant or to the deployment.</param>
/// <param name="Residuals">What the engine cannot do however the policy is written.</param>
/// <param name="AdmitsOnlyPrecedingGateway">Whether whatever reaches this hop came through the hop before it.</param>
public sealed record HopCoverage(
    Target Target,
    int Hop,
    Coverage Coverage,
    ImmutableArray<CoverageLoss> Losses,
    ImmutableArray<Residual> Residuals,
    bool AdmitsOnlyPrecedingGateway = false);

/// <param name="Grant">The rule concerned; null where it is the deployment as a whole.</param>
/// <param name="Lost">What the engine cannot say, in a sentence.</param>
/// <param name="Remedy">What would make it exact, in a sentence.</param>
public sealed record CoverageLoss(Coverage Coverage, string? Grant, string Lost, string Remedy);

/// <param name="Code">Stable, for machines, such as <c>rate_limit_per_instance</c>.</param>
public sealed record Residual(string Code, string Message);
