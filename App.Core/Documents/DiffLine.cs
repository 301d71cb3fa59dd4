namespace AccessConsole.Core.Documents;

/// <summary>One line of a text as a change leaves it.</summary>
public readonly record struct DiffLine(DiffLineKind Kind, string Text)
{
    /// <summary>As a unified diff writes it.</summary>
    public override string ToString() => Kind switch
    {
        DiffLineKind.Same => $"  {Text}",
        DiffLineKind.Added => $"+ {Text}",
        DiffLineKind.Removed => $"- {Text}",
        DiffLineKind.Gap => $"@ {Text}",
    };
}
