using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Output that is kept under version control, so that a change of it is seen in review. <c>UPDATE_GOLDEN=1</c> writes it anew, never in CI.</summary>
internal static class Golden
{
    /// <summary>Asserts that the directory holds these files, and no other, text for text.</summary>
    /// <param name="files">Text by path below the directory, with <c>/</c> between folders.</param>
    public static void Matches(string directory, IReadOnlyDictionary<string, string> files)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            Rewrite(directory, files);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), PathsIn(directory).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(directory, file.Key))));
    }

    private static void Rewrite(string directory, IReadOnlyDictionary<string, string> files)
    {
        Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", "golden files are updated by a person who reads the difference, not in CI");
        foreach (var stale in PathsIn(directory).Except(files.Keys, StringComparer.Ordinal))
            File.Delete(Path.Combine(directory, stale));
        foreach (var (path, text) in files)
        {
            var file = new FileInfo(Path.Combine(directory, path));
            file.Directory!.Create();
            File.WriteAllText(file.FullName, text);
        }
    }

    private static string[] PathsIn(string directory) => !Directory.Exists(directory)
        ? []
        : [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'))];
}
