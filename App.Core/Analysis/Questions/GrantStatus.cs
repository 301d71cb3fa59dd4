namespace AccessConsole.Core.Analysis.Questions;

/// <summary>What a grant is good for, from the moment of the analysis on. All but the first are redundant: without the grant every decision is the same.</summary>
public enum GrantStatus
{
    /// <summary>Some request is decided otherwise without it.</summary>
    Needed,

    /// <summary>One other grant says all that it says.</summary>
    Covered,

    /// <summary>Several others together say all that it says.</summary>
    CoveredTogether,

    /// <summary>All that it allows is denied.</summary>
    Denied,

    /// <summary>What it allows is in part denied, and for the rest allowed by others.</summary>
    CoveredOrDenied,

    /// <summary>A deny of what nothing allows, now or later: it changes nothing as long as that stays so.</summary>
    Guard,

    /// <summary>Those whom it allows something are left alone there anyway.</summary>
    Idle,

    /// <summary>It has expired.</summary>
    Ended,

    /// <summary>No caller can ever be one it speaks of: nobody is selected, nothing is deployed, or its conditions cannot be met by anyone selected.</summary>
    MatchesNobody,
}
