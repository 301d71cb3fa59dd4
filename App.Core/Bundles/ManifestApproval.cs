using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Bundles;

/// <summary>
/// One link of the approval chain as a bundle carries it: who said yes, when, and to exactly what. Archives of earlier consoles name the person alone.
/// </summary>
/// <param name="Name">The person as their provider called them then; only shown.</param>
public sealed record ManifestApproval(string Name)
{
    /// <summary>The identity provider that knows the person; null in archives that name people alone.</summary>
    public string? Issuer { get; init; }

    /// <summary>The person's immutable id there.</summary>
    public string? Subject { get; init; }

    /// <summary>Whole seconds.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What was approved: <see cref="Changes.ChangeReview.Digest"/> of the change, lower-case hex.</summary>
    public string? Change { get; init; }

    /// <summary>
    /// SHA-256, lower-case hex, of the ID token by which a signer of its own found the approval proved; null where the console itself signs.
    /// </summary>
    public string? Evidence { get; init; }

    /// <param name="approval">As it is stored.</param>
    public static ManifestApproval Of(Approval approval) => new(approval.Approver.Name)
    {
        Issuer = approval.Approver.Issuer,
        Subject = approval.Approver.Subject,
        At = DateTimeOffset.FromUnixTimeSeconds(approval.At.ToUnixTimeSeconds()),
        Change = approval.Digest,
    };

    internal JsonNode Write()
    {
        if (Issuer is null)
            return JsonValue.Create(Name);
        var approval = new JsonObject { ["name"] = Name, ["issuer"] = Issuer, ["subject"] = Subject, ["at"] = At is { } at ? Rfc3339.Write(at) : null, ["change"] = Change };
        if (Evidence is not null)
            approval["evidence"] = Evidence;
        return approval;
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    internal static ManifestApproval Read(JsonElement approval) => approval.ValueKind == JsonValueKind.String
        ? new ManifestApproval(approval.GetString()!)
        : new ManifestApproval(Text(approval, "name"))
        {
            Issuer = Text(approval, "issuer"),
            Subject = Text(approval, "subject"),
            At = Rfc3339.Read(Text(approval, "at")),
            Change = Text(approval, "change"),
            Evidence = approval.TryGetProperty("evidence", out _) ? Text(approval, "evidence") : null,
        };

    private static string Text(JsonElement approval, string member) =>
        approval.GetProperty(member).GetString() ?? throw new FormatException($"an approval in the manifest has no `{member}`");
}
