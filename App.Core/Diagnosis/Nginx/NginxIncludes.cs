using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>Puts the directives of included files in their places, no further than nginx itself would: a few lines that include one another would be more than any memory holds.</summary>
/// <param name="directory">Against which paths are read that begin with none.</param>
/// <param name="most">How many directives there may be in the end.</param>
internal sealed class NginxIncludes(IReadOnlyDictionary<string, ImmutableArray<NginxStatement>> files, string directory, int most)
{
    private const int MaxDepth = 16;

    /// <summary>The files that are being read, each included by the one before it.</summary>
    private readonly List<string> open = [];

    private int read;

    /// <summary>Includes whose files are not there.</summary>
    public SortedSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">Includes have no end; the message says where.</exception>
    public ImmutableArray<NginxStatement> Expand(string file)
    {
        open.Add(file);
        var expanded = Expand(files[file]);
        open.RemoveAt(open.Count - 1);
        return expanded;
    }

    private ImmutableArray<NginxStatement> Expand(ImmutableArray<NginxStatement> statements)
    {
        var expanded = ImmutableArray.CreateBuilder<NginxStatement>();
        foreach (var statement in statements)
        {
            if (++read > most)
                throw new FormatException(FormattableString.Invariant($"it is more than {most} directives once its includes are in their places"));
            if (statement is { Name: "include", Arguments: [var path] })
                expanded.AddRange(FilesOf(path).SelectMany(file => Included(statement, file)));
            else
                expanded.Add(statement.Block is { } block ? statement with { Block = Expand(block) } : statement);
        }

        return expanded.ToImmutable();
    }

    private ImmutableArray<NginxStatement> Included(NginxStatement include, string file)
    {
        if (open.Contains(file))
            throw new FormatException($"{include.Place}: `{include.Arguments[0]}` is included by itself");
        return open.Count < MaxDepth ? Expand(file) : throw new FormatException($"{include.Place}: includes are nested too deep");
    }

    private string[] FilesOf(string path)
    {
        var full = path.StartsWith('/') || directory.Length == 0 ? path : $"{directory}/{path}";
        if (full.AsSpan().ContainsAny("*?["))
        {
            // A pattern may well match nothing.
            return [.. files.Keys.Where(file => Matches(full, file)).Order(StringComparer.Ordinal)];
        }

        if (files.ContainsKey(full))
            return [full];
        Missing.Add(path);
        return [];
    }

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, "\\A" + Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal) + "\\z", RegexOptions.NonBacktracking);
}
