using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>All that can be asked of a deployment, in parts of which each meets the same rules: some paths with a method, or a connection.</summary>
internal static class RequestCells
{
    /// <summary>Null where the paths cannot be written; empty where no rule speaks of anything.</summary>
    public static IReadOnlyList<RequestCell>? Of(DeploymentPolicy policy)
    {
        if (PathCells.Of(policy.Rules.SelectMany(r => r.Permissions).SelectMany(p => p.Paths)) is not { } paths)
            return null;
        var cells = new List<RequestCell>();
        var known = new Dictionary<string, ImmutableArray<DeploymentRule>>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (PathPatterns.Of(path) is not { } patterns)
                return null;
            var templates = path.Templates.ToHashSet();
            var rules = policy.Rules.Index().Select(r => (r.Index, r.Item, Methods: MethodsOf(r.Item, templates))).Where(r => !r.Methods.IsEmpty).ToArray();
            foreach (var method in MethodSet.KnownNames)
            {
                var met = rules.Where(r => r.Methods.Contains(MethodSet.Of(method))).ToArray();
                if (met.Length > 0)
                    cells.Add(new RequestCell(method, patterns, Shared(met.Select(r => (r.Index, r.Item)).ToArray())));
            }
        }

        return cells;

        // Rules that meet again are the same list, so that what follows from them is worked out once.
        ImmutableArray<DeploymentRule> Shared((int Index, DeploymentRule Rule)[] met)
        {
            var key = string.Join(',', met.Select(m => m.Index));
            if (!known.TryGetValue(key, out var list))
                known.Add(key, list = [.. met.Select(m => m.Rule)]);
            return list;
        }
    }

    /// <summary>The rules that a connection meets: it is decided as if it did everything there is.</summary>
    public static ImmutableArray<DeploymentRule> OfConnection(DeploymentPolicy policy) => [.. policy.Rules.Where(r => r.Terms.Permits(MethodSet.All, "/"))];

    private static MethodSet MethodsOf(DeploymentRule rule, HashSet<PathTemplate> templates) =>
        rule.Permissions.Where(p => p.Paths.Any(templates.Contains)).Aggregate(MethodSet.None, (methods, p) => methods | p.Methods);
}

/// <param name="Paths">Of which each is matched by itself.</param>
/// <param name="Rules">The rules that speak of such a request, whoever makes it.</param>
internal sealed record RequestCell(string Method, IReadOnlyList<PathPattern> Paths, ImmutableArray<DeploymentRule> Rules);
