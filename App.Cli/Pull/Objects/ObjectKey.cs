namespace AccessConsole.Cli.Pull.Objects;

/// <summary>What names an object at its engine.</summary>
/// <param name="Place">A Kubernetes namespace; empty where there is none.</param>
internal sealed record ObjectKey(string Kind, string Place, string Name)
{
    public override string ToString() => Place.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Place}/{Name}";
}
