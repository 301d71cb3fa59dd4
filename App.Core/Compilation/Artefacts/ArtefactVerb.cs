namespace AccessConsole.Core.Compilation.Artefacts;

public enum ArtefactVerb
{
    Added,
    Changed,
    Removed,
}
