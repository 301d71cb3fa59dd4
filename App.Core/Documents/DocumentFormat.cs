namespace AccessConsole.Core.Documents;

/// <summary>The two spellings of a policy document; they have the same shape.</summary>
public enum DocumentFormat
{
    Yaml,
    Json,
}
