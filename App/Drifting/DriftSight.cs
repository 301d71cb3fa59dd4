using AccessConsole.Core.Drift;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;
using AccessConsole.SignIn;

namespace AccessConsole.Drifting;

/// <summary>What somebody may see of a finding: that an engine drifted everybody may know, who asked it what only whose role reaches the service.</summary>
internal static class DriftSight
{
    public static DriftFinding As(this DriftFinding finding, ConsoleUser user, PolicySet policy) =>
        finding.Example is not { Logged: { } logged } || DecisionScopes.Reaches(user, policy, logged.Environment, logged.Service)
            ? finding
            : finding with { Example = null };
}
