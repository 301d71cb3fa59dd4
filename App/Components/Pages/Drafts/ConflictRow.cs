using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>One object that changed on both sides, with both versions printed canonically; empty where a side deletes it.</summary>
/// <param name="InForceName">As it is named now; null where it is not there any more.</param>
/// <param name="Choice">Which version shall stand; null before somebody chose.</param>
public sealed record ConflictRow(PolicyReference Object, string? InForceName, string Published, string Drafted, KeptVersion? Choice = null)
{
    public static ConflictRow Of(DraftConflict conflict, PolicyObjects head, PolicyPatch draft) => new(
        conflict.Object,
        conflict.InForce?.Name,
        conflict.InForce is { } now ? Print(head.Find(now)) : "",
        Print(draft.Upserts.FirstOrDefault(o => o.Reference == conflict.Object)));

    private static string Print(PolicyObject? value) => value is null ? "" : PolicyPrinter.ToYaml(value);
}
