using System.Collections.Frozen;
using System.Text.Json;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>
/// Refuses a verified bundle that holds other files than Envoy's, or resources outside the known messages. A bundle is signed, yet what a signer may do to a host is
/// bounded here: it may decide about requests and send them on over the network, but load no other extension, read no file or variable of the host, reach no
/// socket but TCP, and make Envoy fetch no configuration or keys.
/// </summary>
internal static class BundleInspector
{
    private const string TypeMember = "@type";
    private const int MaxDepth = 128;

    /// <summary>In the spelling of <see cref="Spelled"/>: Envoy reads a field's name in two.</summary>
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.Ordinal,
        "accesslog", "ads", "apiconfigsource", "configdiscovery", "edsconfig", "environmentvariable", "envoyinternaladdress", "filename", "grpcservice", "httpservice", "pathconfigsource",
        "pipe", "remotejwks", "sdsconfig", "watcheddirectory");

    /// <summary>Members whose own members are named by the policy or by extensions, not by Envoy.</summary>
    private static readonly FrozenSet<string> Maps = FrozenSet.Create(
        StringComparer.Ordinal, "map", "providers", "requirementmap", "typedperfilterconfig", "typedextensionprotocoloptions", "filtermetadata");

    /// <exception cref="PullException">The bundle must not be used; the message says why.</exception>
    public static void Inspect(IReadOnlyList<BundleFile> files)
    {
        foreach (var file in files)
        {
            if (WatchedFiles.All.FirstOrDefault(known => known.Path == file.Path) is not { } known)
                throw new PullException("unexpected_file", $"the bundle holds `{file.Path}`, which is not a file of an Envoy bundle");
            if (ProblemOf(file, known) is { } problem)
                throw new PullException("resource", $"`{file.Path}` {problem}");
        }

        if (WatchedFiles.All.FirstOrDefault(known => files.All(file => file.Path != known.Path)) is { } missing)
            throw new PullException("missing_file", $"the bundle lacks `{missing.Path}`");
    }

    private static string? ProblemOf(BundleFile file, WatchedFile known)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Content, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => name is not ("version_info" or "resources")) is { } strange)
                return $"has `{strange}`";
            var resources = document.RootElement.GetProperty("resources").EnumerateArray().ToArray();
            if (known.Name is { } name && (resources.Length != 1 || resources[0].GetProperty("name").GetString() != name))
                return $"does not hold `{name}` alone";
            return resources.Any(resource => resource.GetProperty(TypeMember).GetString() != known.Type)
                ? $"holds a resource that is no `{known.Type}`"
                : resources.Select(ProblemIn).FirstOrDefault(problem => problem is not null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "is not a list of resources";
        }
    }

    private static string? ProblemIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().Select(ProblemIn).FirstOrDefault(problem => problem is not null),
        JsonValueKind.Object => node.EnumerateObject().Select(ProblemOf).FirstOrDefault(problem => problem is not null),
        _ => null,
    };

    private static string? ProblemOf(JsonProperty member)
    {
        if (member.Name == TypeMember)
            return AllowedTypes.Contains(member.Value.GetString()) ? null : $"holds a `{member.Value.GetString()}`, which is not among the messages that a bundle may use";
        var name = Spelled(member.Name);
        if (Refused.Contains(name))
            return $"has `{member.Name}`";
        return Maps.Contains(name) && member.Value.ValueKind == JsonValueKind.Object
            ? member.Value.EnumerateObject().Select(entry => ProblemIn(entry.Value)).FirstOrDefault(problem => problem is not null)
            : ProblemIn(member.Value);
    }

    private static string Spelled(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
