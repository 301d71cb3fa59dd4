using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>An object in its list.</summary>
/// <param name="Facts">What tells it apart, a line each.</param>
/// <param name="Labels">Such as <c>team=payments</c>.</param>
/// <param name="Passes">Whether a test passes now; null for what is no test.</param>
/// <param name="AtBuildkite">What became of a pipeline at Buildkite that the policy does not say yet; null for nothing, or where it is not known.</param>
public sealed record ObjectRow(PolicyObject Object, IReadOnlyList<string> Facts, IReadOnlyList<string> Labels, bool? Passes = null, PipelineComparison? AtBuildkite = null);
