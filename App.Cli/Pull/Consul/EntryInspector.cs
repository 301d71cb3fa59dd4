using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>
/// Lets pass config entries of two kinds with the console's <c>Meta</c> of the bundle's scope: no other kinds and members, nothing for a whole mesh, no keys that
/// Consul would fetch or read from its disk. Intentions may be for any one service, since the policy says under which name Consul knows a deployment; the
/// token's own rules say for which it may be.
/// </summary>
internal sealed class EntryInspector(BundleScope scope) : DeclarationInspector(ConsulCompiler.EntriesPath)
{
    private static readonly string[] Common = ["Kind", "Name", OwnMeta.Member];
    private static readonly string[] OfIntentions = [.. Common, "Sources"];
    private static readonly string[] OfProvider = [.. Common, "Issuer", "Audiences", "ClockSkewSeconds", "JSONWebKeySet", "Locations"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    protected override IEnumerable<JsonNode?> Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonNode.Parse(content.Span, documentOptions: Strict) as JsonArray ?? throw new FormatException("is not a list of entries");
        }
        catch (JsonException e)
        {
            throw new FormatException("is not JSON, or has a member twice", e);
        }
    }

    protected override string? NameOf(JsonObject content) => content.Text("Name");

    protected override IEnumerable<string> ProblemsOf(JsonObject content) => content.Text("Kind") switch
    {
        Entries.Intentions => [.. Strange(content, OfIntentions), .. ProblemsOfMeta(content), .. ProblemsOfIntentions(content)],
        Entries.Provider => [.. Strange(content, OfProvider), .. ProblemsOfMeta(content), .. ProblemsOfProvider(content)],
        var kind => [$"is of kind `{kind}`, which a bundle may not hold"],
    };

    protected override DeclaredObject Declare(JsonObject content) => Entries.Declare(content);

    private static IEnumerable<string> Strange(JsonObject entry, string[] known) => entry.Where(member => !known.Contains(member.Key)).Select(member => $"has `{member.Key}`");

    private IEnumerable<string> ProblemsOfMeta(JsonObject entry)
    {
        if (entry.Object(OwnMeta.Member) is not { } meta || !OwnMeta.IsOf(meta, scope))
            yield return "does not bear the console's Meta of the bundle's scope";
    }

    private static IEnumerable<string> ProblemsOfIntentions(JsonObject entry)
    {
        if (entry.Text("Name") is not { Length: > 0 } name || name.Contains('*', StringComparison.Ordinal))
            yield return "is for every service";
        if (entry["Sources"] is not JsonArray { Count: > 0 })
            yield return "has no sources";
    }

    private IEnumerable<string> ProblemsOfProvider(JsonObject entry)
    {
        if (entry.Text("Name")?.StartsWith($"access.{scope.Environment}.{entry.Object(OwnMeta.Member)?.Text(OwnMeta.Service)}.", StringComparison.Ordinal) != true)
            yield return "is not named for its environment and service";
        if (entry.Object("JSONWebKeySet") is not { Count: 1 } keys || keys.Object("Local") is not { Count: 1 } local || local.Text("JWKS") is null)
            yield return "has keys that are not inline";
    }
}
