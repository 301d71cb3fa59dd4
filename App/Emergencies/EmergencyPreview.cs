using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Emergencies;

/// <summary>The blast radius of an emergency revocation, as it would be if it were published now.</summary>
/// <param name="Plan">Null where there is nothing to plan; the refusal says why.</param>
/// <param name="Refusal">Why this person cannot revoke it; null where they can.</param>
/// <param name="Bundles">Those that would change.</param>
/// <param name="Points">The running engines that pull them.</param>
/// <param name="Unstopped">Where an engine cannot say the deny exactly, and so goes on letting through what it lets through now.</param>
/// <param name="SuspendedTests">Tests of the policy that expect access which would be denied for the time.</param>
public sealed record EmergencyPreview(
    RevocationPlan? Plan, ChangeReview? Review, PublishRefusal? Refusal, IReadOnlyList<BundleScope> Bundles, IReadOnlyList<EnforcementPoint> Points,
    IReadOnlyList<string> Unstopped, IReadOnlyList<PolicyTest> SuspendedTests)
{
    /// <summary>Staged rollouts that end by it: what they hold back goes to everybody together with the deny.</summary>
    public IReadOnlyList<(int Revision, string Environment)> Completed { get; init; } = [];

    public static EmergencyPreview Refused(PublishRefusal refusal) => new(null, null, refusal, [], [], [], []);
}
