using AccessConsole.Core.Model;

namespace AccessConsole.Core.Requests;

/// <summary>What somebody asks for.</summary>
/// <param name="Principal">A pipeline or workload.</param>
/// <param name="When">Under which conditions the access would hold.</param>
public sealed record AccessAsk(PolicyReference Principal, string Role, string Environment, Conditions When, TimeSpan Duration, string Reason);
