using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>Adds a principal to those that a grant is for by name, or takes it out.</summary>
internal static class PrincipalChange
{
    /// <returns>Why that cannot be; null where it is done, or is so already.</returns>
    public static string? Add(PolicySet basis, PrincipalSelector principals, PolicyReference added, out PrincipalSelector after)
    {
        after = principals;
        var selector = Of(principals, added.Kind);
        if (IsSelected(basis, selector, added))
            return null;
        if (principals.Anyone)
            return "is for anyone, whom nobody needs to be added to";
        if (selector is Selector.Labels)
            return $"selects {added.Kind.DocumentKey()} by labels: label {added}, or change the grant by itself";
        after = With(principals, added.Kind, new Selector.Names(selector is Selector.Names names ? [.. names.Values, added.Name] : [added.Name]));
        return null;
    }

    /// <returns>As of <see cref="Add"/>.</returns>
    public static string? Remove(PolicySet basis, PrincipalSelector principals, PolicyReference removed, out PrincipalSelector after)
    {
        after = principals;
        var selector = Of(principals, removed.Kind);
        if (selector is not Selector.Names names)
            return IsSelected(basis, selector, removed) ? $"selects {removed} by labels or as one of all: change the grant by itself" : null;
        if (!names.Values.Contains(removed.Name))
            return null;
        var left = names.Values.Where(n => n != removed.Name).ToValueList();
        after = With(principals, removed.Kind, left.Count == 0 ? null : new Selector.Names(left));
        return after is { Pipelines: null, Workloads: null, Anyone: false } ? "it would be for nobody: delete it instead" : null;
    }

    private static bool IsSelected(PolicySet basis, Selector? selector, PolicyReference principal) => selector is not null && basis.Objects.Find(principal) switch
    {
        Pipeline pipeline => selector.Selects(pipeline.Name, pipeline.Labels),
        Workload workload => selector.Selects(workload.Name, workload.Labels),
        _ => false,
    };

    private static Selector? Of(PrincipalSelector principals, PolicyKind kind) => kind == PolicyKind.Workload ? principals.Workloads : principals.Pipelines;

    private static PrincipalSelector With(PrincipalSelector principals, PolicyKind kind, Selector? selector) =>
        kind == PolicyKind.Workload ? principals with { Workloads = selector } : principals with { Pipelines = selector };
}
