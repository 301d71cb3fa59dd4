using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>What the audit log, and with it webhooks, say of a staged rollout.</summary>
internal static class StagedRolloutEvents
{
    public static string Subject(StagedRollout rollout) => $"rollout/{Text(rollout.Revision)}/{rollout.Environment}";

    /// <summary>Of a rollout that just came to be as it is.</summary>
    public static AuditEvent Of(StagedRollout rollout, Actor actor, DateTimeOffset now) => rollout.State switch
    {
        StagedRolloutState.Going when rollout.Reached == 0 => Event(AuditActions.RolloutStaged, rollout, actor, now, $"revision {Text(rollout.Revision)} went to the stage `{rollout.StageName}` of {rollout.Environment}"),
        StagedRolloutState.Going => Event(AuditActions.RolloutPromoted, rollout, actor, now, $"revision {Text(rollout.Revision)} went on to the stage `{rollout.StageName}` of {rollout.Environment}"),
        StagedRolloutState.Halted => Event(AuditActions.RolloutHalted, rollout, actor, now, $"revision {Text(rollout.Revision)} is halted at the stage `{rollout.StageName}` of {rollout.Environment}: {rollout.Reason}"),
        StagedRolloutState.TakenBack => Event(AuditActions.RolloutTakenBack, rollout, actor, now, $"revision {Text(rollout.Revision)} was taken back in {rollout.Environment} by revision {Text(rollout.EndedBy)}"),
        StagedRolloutState.Complete when rollout.EndedBy is { } emergency => Event(
            AuditActions.RolloutCompleted, rollout, actor, now, $"revision {Text(rollout.Revision)} went to everybody in {rollout.Environment} together with the emergency of revision {Text(emergency)}"),
        StagedRolloutState.Complete => Event(AuditActions.RolloutCompleted, rollout, actor, now, $"revision {Text(rollout.Revision)} went to everybody in {rollout.Environment}"),
    };

    public static AuditEvent Resumed(StagedRollout rollout, Actor actor, DateTimeOffset now) =>
        Event(AuditActions.RolloutResumed, rollout, actor, now, $"revision {Text(rollout.Revision)} goes on from the stage `{rollout.StageName}` of {rollout.Environment}");

    private static AuditEvent Event(string action, StagedRollout rollout, Actor actor, DateTimeOffset now, string summary) => new(now, actor, action, Subject(rollout), new Dictionary<string, string?>
    {
        ["summary"] = summary,
        ["revision"] = Text(rollout.Revision),
        ["environment"] = rollout.Environment,
        ["stage"] = rollout.StageName,
        ["reason"] = rollout.Reason,
        ["by"] = rollout.EndedBy is { } revision ? Text(revision) : null,
    });

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
