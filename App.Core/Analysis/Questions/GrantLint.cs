using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>
/// What a change makes of grants that does not show in any one of them: those that others cover, that denies take all of, that nobody can use. Costs what the changed grants
/// bear on, however many there are besides.
/// </summary>
public static class GrantLint
{
    private const int MaxNamed = 3;

    /// <summary>A change of more than that many grants is looked at as far as this; the audit of the policy shows the rest.</summary>
    private const int MaxGrants = 2_000;

    /// <summary>
    /// How many pairs of rules are held against each other for one change: what a grant covers is looked for among all rules of its deployments, so that a
    /// deployment with thousands of them would hold up a publish. The audit of the policy shows the rest.
    /// </summary>
    private const long MaxPairs = 4_000_000;

    private static readonly ImmutableHashSet<string> Codes = [DiagnosticCodes.LintCovered, DiagnosticCodes.LintDenied];

    /// <summary>Whether a problem is one that only the policy as a whole shows.</summary>
    public static bool IsOwn(Diagnostic problem) => Codes.Contains(problem.Code) || (problem.Code == DiagnosticCodes.LintMatchesNobody && problem.Pointer.Split('/') is [""] or ["", _, _, _]);

    /// <summary>The problem with a pointer into the text that the patch was made of.</summary>
    /// <param name="problem">One with a pointer into the patch.</param>
    /// <param name="written">The grants of the text, in its order.</param>
    /// <param name="list">The pointer to their list.</param>
    public static Diagnostic Relocate(Diagnostic problem, PolicyPatch patch, ValueList<Grant> written, string list)
    {
        if (problem.Pointer.Length == 0)
            return problem;
        var name = patch.Upserts.OfType<Grant>().ElementAt(int.Parse(problem.Pointer[(problem.Pointer.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture)).Name;
        return problem with { Pointer = string.Create(CultureInfo.InvariantCulture, $"{list}/{written.ToList().FindIndex(g => g.Name == name)}") };
    }

    /// <returns>Warnings with pointers into the patch; one of a grant that the patch leaves alone has none.</returns>
    /// <param name="basis">The policy before.</param>
    /// <param name="draft">The policy that the patch makes of it.</param>
    public static ImmutableArray<Diagnostic> Check(PolicySet basis, PolicySet draft, PolicyPatch patch, DateTimeOffset now)
    {
        var grants = patch.Upserts.OfType<Grant>().Take(MaxGrants).ToArray();
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        if (grants.Length > 0)
        {
            var judge = new RuleJudge(PrincipalRoster.Of(draft.Principals), now);
            var inspector = new GrantInspector(draft, judge);
            var pairs = 0L;
            foreach (var (index, grant) in grants.Index())
            {
                pairs += GrantPlaces.Of(draft, grant).Sum(place => (long)place.Deployment.Rules.Length * place.Deployment.Rules.Length);
                if (pairs <= MaxPairs)
                    problems.AddRange(Judge(basis, draft, judge, inspector, grant, $"/upsert/grants/{index}"));
            }
        }

        problems.AddRange(Emptied(basis, draft, patch));
        return problems.ToImmutable();
    }

    private static IEnumerable<Diagnostic> Judge(PolicySet basis, PolicySet draft, RuleJudge judge, GrantInspector inspector, Grant grant, string pointer)
    {
        var verdict = judge.VerdictOf(draft, grant);
        var says = grant.Effect == Effect.Allow ? "allows" : "denies";
        switch (verdict.Status)
        {
            case GrantStatus.Covered:
                yield return Warn(DiagnosticCodes.LintCovered, pointer, $"{Named(verdict.Alone!.Value)} {says} all that this grant {says}: leave it out, or let it say more");
                break;
            case GrantStatus.CoveredTogether:
                yield return Warn(DiagnosticCodes.LintCovered, pointer, $"other grants together {(grant.Effect == Effect.Allow ? "allow" : "deny")} all that this grant {says}: leave it out, or let it say more");
                break;
            case GrantStatus.Denied or GrantStatus.CoveredOrDenied:
                yield return Warn(DiagnosticCodes.LintDenied, pointer, $"all that this grant allows is denied by other grants{(verdict.Status == GrantStatus.Denied ? "" : ", or allowed without it")}: it changes nothing");
                break;
            case GrantStatus.MatchesNobody when !grant.When.IsEmpty && GrantPlaces.Of(draft, grant).Any(p => !p.Rule.Principals.Members.IsEmpty):
                yield return Warn(DiagnosticCodes.LintMatchesNobody, pointer, "nobody whom the grant selects can meet its conditions: only a token shows claims, and theirs none that fit");
                break;
            case GrantStatus.Needed or GrantStatus.Guard or GrantStatus.Idle or GrantStatus.Ended or GrantStatus.MatchesNobody:
                break;
        }

        var narrower = inspector.Narrower(grant).Where(n => verdict.Alone?.Contains(n.Name) != true && !WasNarrower(basis, judge, grant, n)).Take(MaxNamed + 1).Select(n => n.Name).ToValueList();
        if (narrower.Count > 0)
            yield return Warn(DiagnosticCodes.LintCovered, pointer, $"it {says} all that {Named(narrower)} {(narrower.Count == 1 ? says : grant.Effect == Effect.Allow ? "allow" : "deny")}: beside it {(narrower.Count == 1 ? "that grant is" : "those grants are")} not needed");
    }

    /// <summary>Whether the grant made the other unnecessary before, too; then nobody needs to hear of it again.</summary>
    private static bool WasNarrower(PolicySet basis, RuleJudge judge, Grant grant, Grant other) =>
        ReferenceEquals(basis.Principals, judge.Roster.Directory)
        && basis.Grants.TryGetValue(grant.Name, out var former) && basis.Grants.TryGetValue(other.Name, out var same) && same == other
        && new GrantInspector(basis, judge).IsCoveredBy(other, former);

    /// <summary>Grants that the patch leaves alone, but that match nobody by it: it took the labels, or what had them, away.</summary>
    private static IEnumerable<Diagnostic> Emptied(PolicySet basis, PolicySet draft, PolicyPatch patch)
    {
        if (ReferenceEquals(basis.Principals, draft.Principals))
            yield break;
        var changed = patch.Upserts.Select(u => u.Reference).ToHashSet();
        var emptied = new Dictionary<PrincipalSelector, bool>();
        foreach (var grant in draft.Grants.Values.Where(g => !g.Principals.Anyone && !changed.Contains(g.Reference) && !IsByName(g.Principals)))
        {
            if (!emptied.TryGetValue(grant.Principals, out var isEmptied))
                emptied[grant.Principals] = isEmptied = draft.Principals.Select(grant.Principals).Members.IsEmpty && !basis.Principals.Select(grant.Principals).Members.IsEmpty;
            if (isEmptied)
                yield return Warn(DiagnosticCodes.LintMatchesNobody, "", $"{grant.Reference}: no pipeline or workload has its labels any more: the grant matches nobody");
        }
    }

    private static bool IsByName(PrincipalSelector principals) => principals is { Pipelines: Selector.Names or null, Workloads: Selector.Names or null };

    private static string Named(ValueList<string> names) => names.Count <= MaxNamed
        ? string.Join(" and ", names.Select(n => $"`{n}`"))
        : $"{string.Join(", ", names.Take(MaxNamed).Select(n => $"`{n}`"))} and others";

    private static Diagnostic Warn(string code, string pointer, string message) => new(code, Severity.Warning, message, pointer);
}
