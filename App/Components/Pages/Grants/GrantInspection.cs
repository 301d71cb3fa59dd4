using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>What there is to say about a grant's text: what is wrong with it, whom it is for, and what it would change.</summary>
/// <param name="Grant">Null where the text cannot be read as a grant without errors.</param>
/// <param name="Problems">With pointers from the grant on, such as <c>/when/branches/0</c>, and with lines.</param>
/// <param name="Matches">The pipelines and workloads that the grant is for.</param>
/// <param name="Review">Null where there are errors.</param>
public sealed record GrantInspection(Grant? Grant, ImmutableArray<Diagnostic> Problems, ImmutableArray<PolicyReference> Matches, ChangeReview? Review)
{
    public static readonly GrantInspection Nothing = new(null, [], [], null);

    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);

    /// <summary>The problems of one field.</summary>
    public IReadOnlyList<Diagnostic> At(string pointer) =>
        [.. Problems.Where(p => p.Pointer == pointer || p.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal))];

    /// <param name="others">What else is in the draft.</param>
    public static GrantInspection Of(string text, PolicyPatch others, PolicySet basis, DraftWorkflow workflow)
    {
        var (value, problems) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, text, out var locations);
        if (value is not Grant grant || problems.Any(p => p.Severity == Severity.Error))
            return new GrantInspection(null, problems, [], null);
        var review = workflow.Review(others with { Upserts = [.. others.Upserts, grant] });
        // The grant is the patch's last one.
        var prefix = $"/upsert/grants/{others.Upserts.Count(o => o.Kind == PolicyKind.Grant)}";
        var own = review.Problems
            .Where(p => p.Pointer == prefix || p.Pointer.StartsWith(prefix + "/", StringComparison.Ordinal))
            .Select(p => locations.Locate(p with { Pointer = p.Pointer[prefix.Length..] }));
        // What concerns no part of the grant is still in its way.
        var general = review.Problems.Where(p => p.Severity == Severity.Error && !p.Pointer.StartsWith("/upsert/grants/", StringComparison.Ordinal)).Select(p => p with { Pointer = "" });
        ImmutableArray<Diagnostic> all = [.. problems, .. own, .. general];
        return new GrantInspection(grant, all, MatchesOf(grant.Principals, basis), review.HasErrors ? null : review);
    }

    private static ImmutableArray<PolicyReference> MatchesOf(PrincipalSelector principals, PolicySet basis) =>
    [
        .. basis.Pipelines.Values.Where(p => principals.Pipelines?.Selects(p.Name, p.Labels) ?? false).Select(p => p.Reference),
        .. basis.Workloads.Values.Where(w => principals.Workloads?.Selects(w.Name, w.Labels) ?? false).Select(w => w.Reference),
    ];
}
