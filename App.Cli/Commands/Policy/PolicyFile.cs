using AccessConsole.Cli.Client;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Validation;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>A policy document as it was given to a command.</summary>
/// <param name="Name">The path as it was written; <c>standard input</c> for <c>-</c>.</param>
internal sealed record PolicyFile(string Name, ReadOnlyMemory<byte> Text, DocumentFormat Format)
{
    private const string StandardInput = "-";

    public string ContentType => Format switch
    {
        DocumentFormat.Yaml => "application/yaml",
        DocumentFormat.Json => "application/json",
    };

    /// <param name="path">A file, or <c>-</c> for standard input. A file named <c>….json</c>, or an input that begins with <c>{</c>, is JSON.</param>
    /// <exception cref="IOException">The file cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<PolicyFile> ReadAsync(string path, Surroundings around, CancellationToken cancellationToken)
    {
        var name = path == StandardInput ? "standard input" : path;
        if (Directory.Exists(path))
            throw new IOException($"`{path}` is a directory: name a policy document");
        await using var stream = path == StandardInput ? around.Input() : Open(path);
        var text = await stream.ReadUpToAsync(PolicyReader.MaxBytes, cancellationToken)
            ?? throw new IOException($"`{name}` is larger than {PolicyReader.MaxBytes >> 20} MB, which no policy document may be");
        return new PolicyFile(name, text, IsJson(path, text.Span) ? DocumentFormat.Json : DocumentFormat.Yaml);
    }

    /// <summary>Everything that is wrong with the document.</summary>
    /// <param name="isDevelopment">Whether loopback addresses are allowed.</param>
    public CheckedDocument Check(bool isDevelopment, DateTimeOffset now) =>
        DocumentCheck.Check(Text, Format, new ValidationOptions(TargetCompilers.Targets, isDevelopment, now));

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

    private static bool IsJson(string path, ReadOnlySpan<byte> text) =>
        path == StandardInput ? text.TrimStart(" \t\r\n"u8).StartsWith("{"u8) : path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
