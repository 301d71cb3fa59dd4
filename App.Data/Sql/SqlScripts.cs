using System.Collections.Concurrent;

namespace AccessConsole.Data.Sql;

/// <summary>The SQL that EF Core has no words for, each statement in a named file of this folder. Files that a migration ran are never edited.</summary>
public static class SqlScripts
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <param name="name">The file's name without its ending.</param>
    public static string Read(string name) => Texts.GetOrAdd(name, Load);

    private static string Load(string name)
    {
        using var stream = typeof(SqlScripts).Assembly.GetManifestResourceStream($"{name}.sql")
            ?? throw new InvalidOperationException($"there is no SQL script `{name}`");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
