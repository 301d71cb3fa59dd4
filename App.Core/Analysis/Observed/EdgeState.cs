namespace AccessConsole.Core.Analysis.Observed;

/// <summary>What was declared, what has an effect and what was observed, of one way to a service.</summary>
public enum EdgeState
{
    /// <summary>Observed; no grant allowed it.</summary>
    Refused,

    /// <summary>Observed; it passed without a grant, since isolation leaves the caller alone.</summary>
    Ungoverned,

    /// <summary>Observed by a grant that the policy of this moment does not give the caller there: of an earlier revision, or of another policy.</summary>
    Undeclared,

    /// <summary>Declared, in effect and observed.</summary>
    Observed,

    /// <summary>Declared and in effect, and never observed, although every engine there was heard.</summary>
    NeverObserved,

    /// <summary>Declared and in effect; not observed, which proves nothing, since an engine was silent or the log does not go back as far.</summary>
    Unproven,

    /// <summary>Declared, and without an effect at this moment.</summary>
    NotInForce,
}

public static class EdgeStates
{
    /// <summary>As API and exports spell it.</summary>
    public static string Name(this EdgeState state) => state switch
    {
        EdgeState.Refused => "refused",
        EdgeState.Ungoverned => "ungoverned",
        EdgeState.Undeclared => "undeclared",
        EdgeState.Observed => "observed",
        EdgeState.NeverObserved => "never_observed",
        EdgeState.Unproven => "unproven",
        EdgeState.NotInForce => "not_in_force",
    };
}
