using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes;

/// <summary>One thing that had ended, or was taken away on purpose, and that a way back would bring again.</summary>
/// <param name="Sentence">Says it to a person, beginning with the object.</param>
public sealed record Resurrection(ResurrectionKind Kind, PolicyReference Object, string Sentence);

public enum ResurrectionKind
{
    /// <summary>An allow grant that is not in force now.</summary>
    EndedGrant,

    /// <summary>Keys by which an identity provider no longer vouches.</summary>
    OldKeys,

    /// <summary>A deny grant in force that would no longer deny the same.</summary>
    LiftedDeny,

    /// <summary>A deny of an emergency.</summary>
    LiftedEmergency,
}
