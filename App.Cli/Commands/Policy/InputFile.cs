using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>A file, or standard input, as it was given to a command.</summary>
/// <param name="Name">The path as it was written; <c>standard input</c> for <c>-</c>.</param>
internal sealed record InputFile(string Name, ReadOnlyMemory<byte> Text)
{
    private const string StandardInput = "-";

    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <param name="maxBytes">The most that such a file may have.</param>
    /// <param name="what">What the file should be, for messages, such as <c>a policy document</c>.</param>
    /// <exception cref="IOException">The file cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<InputFile> ReadAsync(string path, Surroundings around, int maxBytes, string what, CancellationToken cancellationToken)
    {
        var name = path == StandardInput ? "standard input" : path;
        if (Directory.Exists(path))
            throw new IOException($"`{path}` is a directory: name {what}");
        await using var stream = path == StandardInput ? around.Input() : Open(path);
        var text = await stream.ReadUpToAsync(maxBytes, cancellationToken)
            ?? throw new IOException($"`{name}` is larger than {maxBytes >> 20} MB, more than {what} may have");
        return new InputFile(name, text);
    }

    /// <summary>By the file's name, or by how standard input begins.</summary>
    public bool IsJson(string path) =>
        path == StandardInput ? Text.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) : path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"there is no file `{path}`", e);
        }
    }
}
