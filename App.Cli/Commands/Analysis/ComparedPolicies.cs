using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;

namespace AccessConsole.Cli.Commands.Analysis;

/// <summary>Two policies to compare as a command line names them: the console's by what they are, documents by their files.</summary>
internal static class ComparedPolicies
{
    private static readonly string[] Kinds = ["revision:", "draft:", "at:"];

    /// <param name="path">The address that compares, such as <c>api/v1/policy/diff</c>.</param>
    /// <exception cref="FormatException">Both are documents.</exception>
    public static async Task<ConsoleRequest> RequestAsync(string path, string from, string to, Surroundings around, CancellationToken cancellationToken) => (IsNamed(from), IsNamed(to)) switch
    {
        (true, true) => new ConsoleRequest(HttpMethod.Get, $"{path}?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}"),
        (true, false) => await PostAsync($"{path}?from={Uri.EscapeDataString(from)}", to, around, cancellationToken),
        (false, true) => await PostAsync($"{path}?to={Uri.EscapeDataString(to)}", from, around, cancellationToken),
        (false, false) => throw new FormatException("both are documents: give one of the console's policies for one of them"),
    };

    /// <summary>Whether a text names one of the console's policies, rather than a file.</summary>
    public static bool IsNamed(string text) => text == "current" || Kinds.Any(k => text.StartsWith(k, StringComparison.Ordinal));

    private static async Task<ConsoleRequest> PostAsync(string path, string file, Surroundings around, CancellationToken cancellationToken)
    {
        var document = await PolicyFile.ReadAsync(file, around, cancellationToken);
        return new ConsoleRequest(HttpMethod.Post, path) { Body = document.Text, ContentType = document.ContentType, Document = document.Name };
    }
}
