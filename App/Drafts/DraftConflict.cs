using AccessConsole.Core.Model;

namespace AccessConsole.Drafts;

/// <summary>An object that a draft changes and that others changed since the draft's base.</summary>
/// <param name="Object">As the draft names it.</param>
/// <param name="InForce">As it is named now; null where it is not there any more.</param>
public sealed record DraftConflict(PolicyReference Object, PolicyReference? InForce);

/// <summary>Which of two versions of an object stands after a rebase.</summary>
public enum KeptVersion
{
    /// <summary>The draft's, which takes back what others published.</summary>
    Draft,

    /// <summary>What is in force; the draft leaves the object alone.</summary>
    Published,
}
