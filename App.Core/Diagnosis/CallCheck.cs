namespace AccessConsole.Core.Diagnosis;

/// <summary>One thing that a call may fail by, looked at.</summary>
/// <param name="Code">Stable, such as <c>token.audience</c>; several checks may have the same where there are several of what it looks at.</param>
/// <param name="Finding">What was seen; of one that cannot be told, why not.</param>
/// <param name="Mend">What to do about it; null where there is nothing to do.</param>
public sealed record CallCheck(string Code, CheckResult Result, string Finding, string? Mend = null)
{
    /// <summary>The part of the call that the check is about: the code up to its first dot.</summary>
    public string Area => Code[..Code.IndexOf('.')];

    public static CallCheck Passed(string code, string finding) => new(code, CheckResult.Passed, finding);

    public static CallCheck Failed(string code, string finding, string mend) => new(code, CheckResult.Failed, finding, mend);

    /// <param name="reason">Reads on after "cannot be told from here, because".</param>
    /// <param name="mend">How it can be told.</param>
    public static CallCheck Untold(string code, string reason, string? mend = null) => new(code, CheckResult.Untold, reason, mend);
}

/// <summary>What came of a check. On the wire by name: do not rename.</summary>
public enum CheckResult
{
    Passed,
    Failed,

    /// <summary>Whoever checks does not see what would tell.</summary>
    Untold,
}

public static class CheckResults
{
    public static string Name(this CheckResult result) => result switch
    {
        CheckResult.Passed => "passed",
        CheckResult.Failed => "failed",
        CheckResult.Untold => "untold",
    };
}
