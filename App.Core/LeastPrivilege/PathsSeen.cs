using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>Path templates for paths that were asked for: none wider than one that somebody wrote for the service before.</summary>
internal static class PathsSeen
{
    private const int MostTemplates = 20;

    /// <param name="known">Templates of roles for the service.</param>
    /// <returns>The templates, and how many paths no template is proposed for.</returns>
    public static (ImmutableArray<PathTemplate> Templates, int LeftOut) Of(IReadOnlyCollection<string> paths, IReadOnlyCollection<PathTemplate> known)
    {
        // Counted once for each template: whoever tries addresses out makes as many paths as they like.
        PathTemplate[] shared = [.. known.Where(template => !template.EndsWithRest && !template.IsExact && paths.Where(path => template.Matches(path)).Skip(1).Any())];
        var found = new SortedDictionary<string, PathTemplate>(StringComparer.Ordinal);
        var leftOut = 0;
        foreach (var path in paths)
        {
            if (TemplateOf(path, shared) is { } template && (found.Count < MostTemplates || found.ContainsKey(template.Text)))
                found[template.Text] = template;
            else
                leftOut++;
        }

        return ([.. found.Values], leftOut);
    }

    /// <summary>A template with `{*}` where two paths at least need it, else the path itself. Never `**`: that is for a person to write.</summary>
    /// <param name="shared">The templates that two paths at least need.</param>
    private static PathTemplate? TemplateOf(string path, IEnumerable<PathTemplate> shared) =>
        shared.Where(template => template.Matches(path))
            .OrderByDescending(template => template.Segments.Count(segment => segment is not null)).ThenBy(template => template.Text, StringComparer.Ordinal).FirstOrDefault()
        ?? (PathTemplate.TryParse(path, out var exact, out _) && exact.IsExact ? exact : null);
}
