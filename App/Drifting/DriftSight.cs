using AccessConsole.Core.Drift;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Drifting;

/// <summary>What somebody may see of a finding: that an engine drifted everybody may know, who asked it what only whose role reaches the service.</summary>
internal static class DriftSight
{
    public static DriftFinding As(this DriftFinding finding, ConsoleUser user, PolicySet policy) =>
        finding.Example is not { Logged: { } logged } || user.Has(ConsoleRole.Viewer, new Place(logged.Environment, logged.Service is { } service ? policy.Services.GetValueOrDefault(service)?.Labels : null))
            ? finding
            : finding with { Example = null };
}
