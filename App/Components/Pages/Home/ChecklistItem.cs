using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Home;

/// <summary>A step from an empty console to an enforced policy.</summary>
/// <param name="Command">What to run, where the step is done by a command.</param>
/// <param name="Link">What to open, where the step begins on a page.</param>
public sealed record ChecklistItem(string What, string Why, bool IsDone, string? Command = null, (string Text, string Address)? Link = null)
{
    /// <param name="anyDecision">Whether the log holds any.</param>
    public static IReadOnlyList<ChecklistItem> Of(PolicySet policy, IReadOnlyCollection<EnforcementPoint> points, bool anyDecision) =>
    [
        new("Sign-in", "somebody with a role is in: you", IsDone: true),
        new("Identity provider", "who vouches for a job: Buildkite's issuer, or a SPIFFE trust domain", !policy.Providers.IsEmpty, "accessctl apply policy.yaml", ("Name a provider", ObjectAddresses.New(PolicyKind.IdentityProvider))),
        new("First pipeline and service", "who calls, and what is called", !policy.Pipelines.IsEmpty && !policy.Services.IsEmpty, "accessctl apply policy.yaml", ("Begin with the environment", ObjectAddresses.New(PolicyKind.Environment))),
        new("First grant", "which pipeline may reach which service", !policy.Grants.IsEmpty, Link: ("State a grant", "/grants/new")),
        new("First enforcement point", "an engine that pulls its bundle, obeys it and reports", points.Count > 0, "accessctl pull nginx"),
        new("First decision", "an engine decides by a published revision and tells it: the simulator says beforehand what it will answer",
            anyDecision || points.Any(p => p.Revision > 0 && IsSilent(p.Scope.Target)), "accessctl pull nginx … --decisions FILE", ("Ask the simulator", "/simulator")),
    ];
    /// <summary>Such an engine tells no decision: that it runs a published revision is all that can be known of it.</summary>
    private static bool IsSilent(Target target) => target is Target.Istio or Target.Linkerd or Target.Consul;
}
