using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Validation;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>A policy document as it was given to a command.</summary>
/// <param name="Name">The path as it was written; <c>standard input</c> for <c>-</c>.</param>
internal sealed record PolicyFile(string Name, ReadOnlyMemory<byte> Text, DocumentFormat Format)
{
    public string ContentType => ContentTypeOf(Format);

    public static string ContentTypeOf(DocumentFormat format) => format switch
    {
        DocumentFormat.Yaml => "application/yaml",
        DocumentFormat.Json => "application/json",
    };

    /// <param name="path">A file, or <c>-</c> for standard input. A file named <c>….json</c>, or an input that begins with <c>{</c>, is JSON.</param>
    /// <exception cref="IOException">The file cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<PolicyFile> ReadAsync(string path, Surroundings around, CancellationToken cancellationToken)
    {
        var file = await InputFile.ReadAsync(path, around, PolicyReader.MaxBytes, "a policy document", cancellationToken);
        return new PolicyFile(file.Name, file.Text, file.IsJson(path) ? DocumentFormat.Json : DocumentFormat.Yaml);
    }

    /// <summary>Everything that is wrong with the document.</summary>
    /// <param name="isDevelopment">Whether loopback addresses are allowed.</param>
    public CheckedDocument Check(bool isDevelopment, DateTimeOffset now) =>
        DocumentCheck.Check(Text, Format, new ValidationOptions(TargetCompilers.Targets, isDevelopment, now));
}
