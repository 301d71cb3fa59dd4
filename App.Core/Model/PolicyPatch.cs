namespace AccessConsole.Core.Model;

/// <summary>
/// A change of a policy: objects put in (added, or replacing the one of the same kind and id, else name) and objects taken out.
/// Drafts, changes and revisions are all patches on a base, so that a change costs what it changes.
/// </summary>
public sealed record PolicyPatch
{
    public static readonly PolicyPatch Empty = new();

    public ValueList<PolicyObject> Upserts { get; init; }

    public ValueList<PolicyReference> Deletes { get; init; }

    public bool IsEmpty => Upserts.Count == 0 && Deletes.Count == 0;
}
