using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;

namespace AccessConsole.Emergencies;

/// <param name="Environments">Where; empty for everywhere.</param>
/// <param name="Reason">What happened, for everybody to read.</param>
public sealed record RevocationRequest(RevocationTarget Target, ValueList<string> Environments, string Reason);
