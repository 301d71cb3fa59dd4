using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Coverages;

/// <summary>How one hop decides one rule of a deployment.</summary>
/// <param name="Hop">From 0 on, in the order in which a request passes them.</param>
/// <param name="Grant">Null for what no rule speaks of.</param>
/// <param name="Losses">Why it is not exact: of the rule, and of the deployment as a whole.</param>
public sealed record CoverageRow(string Environment, string Service, Mode Mode, int Hop, Target Target, string? Grant, Coverage Coverage, IReadOnlyList<CoverageLoss> Losses);
