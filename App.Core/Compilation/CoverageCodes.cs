namespace AccessConsole.Core.Compilation;

/// <summary>The codes of problems that refuse a publish for want of exactness. Stable: machines match on them.</summary>
public static class CoverageCodes
{
    public const string Insufficient = "coverage_insufficient";
    public const string Residual = "coverage_residual";
}
