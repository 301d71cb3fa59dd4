using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>An observed way in words, the same on the page, in the API and in exports.</summary>
public static class EdgeWords
{
    public static string Of(EdgeState state) => state switch
    {
        EdgeState.Refused => "refused",
        EdgeState.Ungoverned => "passed without a grant",
        EdgeState.Undeclared => "by a grant that is not declared",
        EdgeState.Observed => "observed",
        EdgeState.NeverObserved => "never observed",
        EdgeState.Unproven => "not observed, unproven",
        EdgeState.NotInForce => "not in force",
    };

    /// <summary>The badge of a state.</summary>
    public static string Look(EdgeState state) => state switch
    {
        EdgeState.Refused or EdgeState.Undeclared => "badge-bad",
        EdgeState.Ungoverned or EdgeState.NeverObserved => "badge-warn",
        EdgeState.Observed => "badge-good",
        EdgeState.Unproven or EdgeState.NotInForce => "",
    };

    /// <summary>Who calls, as <c>pipeline/NAME</c>; in words for everybody.</summary>
    public static string Caller(ObservedEdge edge) =>
        edge.Caller ?? (edge.Row.Principal is { } principal ? $"{principal.Reference.Kind.Noun()}/{principal.Name}" : RowWords.Principal(edge.Row));

    /// <summary>The grant; where none allowed it, the reason.</summary>
    public static string By(ObservedEdge edge) => edge.Row.Rule?.Grant.Name ?? edge.By ?? "";
}
