using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>A whole configuration as <c>nginx -T</c> prints it, or one file of it.</summary>
/// <param name="Main">The directives of the main file, with those of included files in their places.</param>
/// <param name="Missing">Includes whose files are not in the text, so that what they say is unknown.</param>
public sealed record NginxConfiguration(ImmutableArray<NginxStatement> Main, ImmutableArray<string> Missing)
{
    public const int MaxLength = 8 << 20;

    private const string FileMark = "# configuration file ";

    /// <summary>How many directives may come of one file's being included in many places, beyond those that the text has.</summary>
    private const int MostRepeated = 50_000;

    /// <exception cref="FormatException">The text is no configuration; the message says where.</exception>
    public static NginxConfiguration Read(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException("it is longer than 8 MB: give the output of `nginx -T` of one nginx");
        var files = Files(text.ReplaceLineEndings("\n"));
        var read = files.ToDictionary(f => f.Name, f => NginxReader.Read(f.Name, f.Text), StringComparer.Ordinal);
        var root = files[0].Name;
        var includes = new NginxIncludes(read, DirectoryOf(root), MostRepeated + text.Length);
        return new NginxConfiguration(includes.Expand(root), [.. includes.Missing]);
    }

    /// <summary>The servers of HTTP, in the order in which nginx reads them.</summary>
    public IEnumerable<(NginxStatement Http, NginxStatement Server)> Servers()
    {
        // A file of servers alone is what a distribution includes inside `http { }`.
        var bare = Main.Where(s => s.Name == "server").Select(s => (new NginxStatement("http", [], Main, s.File, s.Line), s));
        return Main.Where(s => s.Name == "http").SelectMany(http => http.Of("server").Select(server => (http, server))).Concat(bare);
    }

    /// <summary>Each file once, the main one first.</summary>
    private static List<(string Name, string Text)> Files(string text)
    {
        var files = new List<(string Name, string Text)>();
        var start = text.StartsWith(FileMark, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + FileMark, StringComparison.Ordinal) + 1;
        if (start == 0 && !text.StartsWith(FileMark, StringComparison.Ordinal))
            return [("the configuration", text)];
        while (start >= 0)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var next = end == text.Length ? -1 : text.IndexOf("\n" + FileMark, end, StringComparison.Ordinal);
            var name = text[(start + FileMark.Length)..end].TrimEnd(':', ' ');
            if (files.All(f => f.Name != name))
                files.Add((name, next < 0 ? text[Math.Min(end + 1, text.Length)..] : text[(end + 1)..Math.Max(end + 1, next)]));
            start = next < 0 ? -1 : next + 1;
        }

        return files;
    }

    private static string DirectoryOf(string file) => file.LastIndexOf('/') is var slash && slash < 0 ? "" : file[..slash];
}
