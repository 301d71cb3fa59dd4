using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Drafts;

/// <summary>A draft with its conflicts decided.</summary>
internal static class ConflictResolution
{
    /// <summary>The draft without what is to stay as it is in force. What the draft deletes and others renamed is deleted under its new name.</summary>
    public static Draft Resolve(this Draft draft, IReadOnlyList<DraftConflict> conflicts, ConflictChoices choices)
    {
        var left = conflicts.Where(c => choices.For(c) == KeptVersion.Published).Select(c => c.Object).ToHashSet();
        var renamed = conflicts.Where(c => c.InForce is not null).ToDictionary(c => c.Object, c => c.InForce!.Value);
        return draft with
        {
            Patch = new PolicyPatch
            {
                Upserts = draft.Patch.Upserts.Where(o => !left.Contains(o.Reference)).ToValueList(),
                Deletes = draft.Patch.Deletes.Where(d => !left.Contains(d)).Select(d => renamed.GetValueOrDefault(d, d)).ToValueList(),
            },
            Text = WithoutTexts(draft.Text, left),
        };
    }

    private static string? WithoutTexts(string? text, HashSet<PolicyReference> left)
    {
        var texts = DraftText.Parse(text);
        if (!texts.Objects.Any(left.Contains))
            return text;
        foreach (var reference in left)
            texts.Remove(reference);
        return texts.ToString();
    }
}
