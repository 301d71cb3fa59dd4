namespace AccessConsole.Core.Analysis.Reach;

/// <summary>One principal at one deployment.</summary>
/// <param name="Level">What the evaluator would let pass.</param>
/// <param name="IsGranted">Whether some allow grant names the principal there, in force or not.</param>
/// <param name="IsDenied">Whether some deny grant does.</param>
public readonly record struct ReachCell(ReachLevel Level, bool IsGranted, bool IsDenied)
{
    public bool IsReached => Level >= ReachLevel.Conditional;
}
