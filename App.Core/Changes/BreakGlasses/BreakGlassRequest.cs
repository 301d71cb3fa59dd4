using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.BreakGlasses;

/// <summary>Whom somebody lets in without waiting for approvals, and for how long.</summary>
/// <param name="Pipelines">By name.</param>
/// <param name="Workloads">By name.</param>
/// <param name="Role">A role of the policy.</param>
/// <param name="Reason">What happened, for everybody to read.</param>
public sealed record BreakGlassRequest(ValueList<string> Pipelines, ValueList<string> Workloads, string Role, ValueList<string> Environments, TimeSpan Lifetime, string Reason);
