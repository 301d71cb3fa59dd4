using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Questions;

/// <summary>What a grant is good for, in words.</summary>
internal static class StatusWords
{
    public static string Of(GrantStatus status) => status switch
    {
        GrantStatus.Needed => "denied in part",
        GrantStatus.Covered => "covered by another",
        GrantStatus.CoveredTogether => "covered by others together",
        GrantStatus.Denied => "denied as a whole",
        GrantStatus.CoveredOrDenied => "covered or denied",
        GrantStatus.Guard => "guard",
        GrantStatus.Idle => "idle",
        GrantStatus.Ended => "ended",
        GrantStatus.MatchesNobody => "matches nobody",
    };

    /// <summary>The same as a sentence on one grant.</summary>
    public static string Sentence(GrantReport report) => report.Status switch
    {
        GrantStatus.Needed => report.Grant.Effect == Effect.Allow ? "Needed: without it a request is denied that is allowed now" : "Needed: without it a request is allowed that is denied now",
        GrantStatus.Covered => "Not needed: another grant says all that it says",
        GrantStatus.CoveredTogether => "Not needed: other grants together say all that it says",
        GrantStatus.Denied => "Without effect: all that it allows is denied",
        GrantStatus.CoveredOrDenied => "Without effect: what it allows is denied, or allowed by others",
        GrantStatus.Guard => "A guard: it denies what nothing allows, and changes no decision as long as that stays so",
        GrantStatus.Idle => "Without effect: those whom it allows something are left alone there anyway",
        GrantStatus.Ended => "Ended: it has expired",
        GrantStatus.MatchesNobody => "Without effect: no caller can ever be one that it speaks of",
    };
}
