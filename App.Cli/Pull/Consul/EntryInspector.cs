using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>
/// Reads the config entries of a verified bundle and refuses what a bundle must not ask a Consul for: other kinds, other members, a whole mesh, keys that Consul
/// would fetch or read from its disk, and whatever does not bear the console's <c>Meta</c> of the bundle's scope.
/// </summary>
internal sealed class EntryInspector(BundleScope scope)
{
    private const string File = ConsulCompiler.EntriesPath;
    private static readonly string[] Common = ["Kind", "Name", "Meta"];
    private static readonly string[] OfIntentions = [.. Common, "Sources"];
    private static readonly string[] OfProvider = [.. Common, "Issuer", "Audiences", "ClockSkewSeconds", "JSONWebKeySet", "Locations"];

    /// <exception cref="PullException">The bundle must not be used; the message says why.</exception>
    public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files)
    {
        if (files.FirstOrDefault(file => file.Path != File) is { } strange)
            throw new PullException("unexpected_file", $"the bundle holds `{strange.Path}`, which is not a file of a Consul bundle");
        if (files.SingleOrDefault() is not { } found)
            throw new PullException("missing_file", $"the bundle lacks `{File}`");
        DeclaredObject[] entries = [.. Parse(found).Select((entry, index) => Declare(entry, $"entry {index + 1} of `{File}`"))];
        return entries.CountBy(e => e.Key).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice }
            ? throw new PullException("object", $"`{File}` holds `{twice}` twice")
            : entries;
    }

    private DeclaredObject Declare(JsonNode? node, string what)
    {
        if (node is not JsonObject entry)
            throw new PullException("object", $"{what} is not an object");
        return Problem(entry) is { } problem ? throw new PullException("object", $"{what} (`{entry.Text("Name")}`) {problem}") : Entries.Declare(entry);
    }

    private static JsonArray Parse(BundleFile file)
    {
        try
        {
            return JsonNode.Parse(file.Content.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) as JsonArray
                ?? throw new PullException("malformed", $"`{file.Path}` is not a list of entries");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new PullException("malformed", $"`{file.Path}` is not JSON");
        }
    }

    private string? Problem(JsonObject entry) => entry.Text("Kind") switch
    {
        Entries.Intentions => MemberProblem(entry, OfIntentions) ?? MetaProblem(entry) ?? IntentionsProblem(entry),
        Entries.Provider => MemberProblem(entry, OfProvider) ?? MetaProblem(entry) ?? ProviderProblem(entry),
        var kind => $"is of kind `{kind}`, which a bundle may not hold",
    };

    private static string? MemberProblem(JsonObject entry, string[] known) =>
        entry.FirstOrDefault(member => !known.Contains(member.Key)) is { Key: { } strange } ? $"has `{strange}`" : null;

    private string? MetaProblem(JsonObject entry) => entry.Object("Meta") is { } meta && OwnMeta.IsOf(meta, scope) ? null : "does not bear the console's Meta of the bundle's scope";

    private static string? IntentionsProblem(JsonObject entry)
    {
        if (entry.Text("Name") is not { Length: > 0 } name || name.Contains('*', StringComparison.Ordinal))
            return "is for every service";
        return entry["Sources"] is JsonArray { Count: > 0 } ? null : "has no sources";
    }

    private string? ProviderProblem(JsonObject entry)
    {
        if (entry.Text("Name")?.StartsWith($"access.{scope.Environment}.{entry.Object("Meta")?.Text(OwnMeta.Service)}.", StringComparison.Ordinal) != true)
            return "is not named for its environment and service";
        return entry.Object("JSONWebKeySet") is { Count: 1 } keys && keys.Object("Local") is { Count: 1 } local && local.Text("JWKS") is not null
            ? null
            : "has keys that are not inline";
    }
}
