namespace AccessConsole.Core.Inventory;

public enum RiskLevel
{
    /// <summary>Somebody without rights in the repository can meet a condition of the policy.</summary>
    High,

    /// <summary>Others than the pipeline's own people run builds of it or read them.</summary>
    Medium,

    /// <summary>A condition may not mean what its author thinks.</summary>
    Low,
}
