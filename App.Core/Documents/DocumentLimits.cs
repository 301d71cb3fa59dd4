namespace AccessConsole.Core.Documents;

/// <summary>How large a document and its parts may be. Every limit has an error that names it.</summary>
public static class DocumentLimits
{
    /// <summary>Size of a whole text, in bytes.</summary>
    public const int TextBytes = 64 * 1024 * 1024;

    /// <summary>How many lists and maps may be open at once.</summary>
    public const int Nesting = 32;

    /// <summary>Length of a PEM or SPIFFE trust bundle, in characters.</summary>
    public const int TrustBundleCharacters = 1024 * 1024;

    public const int ReasonCharacters = 1_000;

    public const int LabelValueCharacters = 255;

    public const int Labels = 64;

    public const int SelectorNames = 5_000;

    public const int Environments = 100;

    public const int ConditionPatterns = 100;

    public const int Permissions = 200;

    public const int Paths = 200;

    public const int Deployments = 100;

    public const int Hosts = 100;

    public const int Hops = 8;

    public const int Probes = 100;

    public const int CiPaths = 100;

    public const int Keys = 100;

    public const int Claims = 20;
}
