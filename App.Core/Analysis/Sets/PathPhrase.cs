namespace AccessConsole.Core.Analysis.Sets;

/// <summary>A set of paths in the words of templates: what is in it, with what is cut out again.</summary>
internal static class PathPhrase
{
    public static string Of(PathSet paths) => paths.IsEmpty ? "no path" : Cover(paths, "", isRoot: true);

    private static string Cover(PathSet node, string stem, bool isRoot = false)
    {
        // Mostly in: everything below, with the exceptions; else the members one by one.
        if (node.Other.IsFull)
            return Join([$"{stem}/**"], node.IsFull ? null : Cover((PathSet)node.Not(), stem, isRoot));
        var included = new List<string>();
        var excluded = new List<string>();
        if (node.Ends && !isRoot)
            included.Add(stem);
        if (node.EndsWithSlash)
            included.Add(stem + "/");
        foreach (var (segment, next) in node.Named)
        {
            if (!next.IsEmpty)
                included.Add(Cover(next, $"{stem}/{segment}"));
            if (node.Other.And(next.Not()) is PathSet { IsEmpty: false } cut)
                excluded.Add(Cover(cut, $"{stem}/{segment}"));
        }

        if (!node.Other.IsEmpty)
            included.Add(Cover(node.Other, $"{stem}/{{*}}"));
        return Join(included, excluded.Count == 0 ? null : string.Join(" or ", excluded));
    }

    private static string Join(IReadOnlyList<string> included, string? excluded)
    {
        var phrase = string.Join(" or ", included);
        return excluded is null ? phrase : $"({phrase} except {excluded})";
    }
}
