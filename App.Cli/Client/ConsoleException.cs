using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Client;

/// <summary>The console is away, refuses, or answers something else than it should.</summary>
/// <param name="code">The console's own code, or <c>unreachable</c>, <c>http</c> or <c>unexpected_answer</c>.</param>
/// <param name="message">A sentence for the person who asked.</param>
internal sealed class ConsoleException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Everything that the console found wrong; null where it listed nothing.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>The name of the document that the problems are of; null where none was sent.</summary>
    public string? Document { get; init; }

    /// <summary>The refusal itself; null where there was none that could be read.</summary>
    public JsonObject? Refusal { get; init; }
}
