using AccessConsole.Core.Model;

namespace AccessConsole.Drafts;

/// <summary>For each object that a draft and others both changed, which version stands. What is not chosen keeps a draft from being rebased.</summary>
/// <param name="Others">For what is not named; null for no choice.</param>
/// <param name="SeenRevision">The newest revision that whoever chose saw; null where they say nothing of it.</param>
public sealed record ConflictChoices(IReadOnlyDictionary<PolicyReference, KeptVersion> Named, KeptVersion? Others = null, int? SeenRevision = null)
{
    public static readonly ConflictChoices None = new(new Dictionary<PolicyReference, KeptVersion>());

    /// <summary>The draft's version of everything.</summary>
    public static readonly ConflictChoices AllOfTheDraft = None with { Others = KeptVersion.Draft };

    public KeptVersion? For(DraftConflict conflict) => Named.TryGetValue(conflict.Object, out var chosen) ? chosen : Others;
}
