using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands;

/// <summary>Who approved what a bundle says, as its signed manifest has it.</summary>
internal static class ApprovalChain
{
    public static string Text(BundleManifest manifest) => manifest.Approvals.Count == 0
        ? $"approved by nobody: revision {manifest.Revision} needed no approvals"
        : string.Join('\n', manifest.Approvals.Select(Line));

    public static JsonArray Json(BundleManifest manifest) => new([.. manifest.Approvals.Select(approval => new JsonObject
    {
        ["name"] = approval.Name,
        ["issuer"] = approval.Issuer,
        ["subject"] = approval.Subject,
        ["at"] = approval.At is { } at ? InstantText.Print(at) : null,
        ["change"] = approval.Change,
        ["evidence"] = approval.Evidence,
    })]);

    // Archives of earlier consoles name people alone.
    private static string Line(ManifestApproval approval) => approval is { Issuer: { } issuer, Subject: { } subject, At: { } at, Change: { } change }
        ? $"approved by {approval.Name} ({subject} at {issuer}) on {InstantText.Print(at)}, change {change}{(approval.Evidence is { } evidence ? $", proved by ID token {evidence}" : "")}"
        : $"approved by {approval.Name}";
}
