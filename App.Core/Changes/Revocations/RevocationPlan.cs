using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Revocations;

/// <summary>What an emergency revocation would change; empty where it is in force already.</summary>
/// <param name="Grant">The deny as it would stand.</param>
public sealed record RevocationPlan(RevocationTarget Target, PolicyPatch Patch, Grant Grant);
