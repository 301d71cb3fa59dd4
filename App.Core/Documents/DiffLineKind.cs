namespace AccessConsole.Core.Documents;

public enum DiffLineKind
{
    /// <summary>Stands before and after, shown for what is near it.</summary>
    Same,
    Added,
    Removed,

    /// <summary>Stands for lines that are left out; the text says how many and why.</summary>
    Gap,
}
