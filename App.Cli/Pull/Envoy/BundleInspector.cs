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

    /// <summary>Of one file, as many as are told.</summary>
    private const int MaxProblems = 10;

    /// <summary>In the spelling of <see cref="Spelled"/>: Envoy reads a field's name in two.</summary>
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.Ordinal,
        "accesslog", "ads", "apiconfigsource", "configdiscovery", "edsconfig", "environmentvariable", "envoyinternaladdress", "filename", "grpcservice", "httpservice", "pathconfigsource",
        "pipe", "remotejwks", "sdsconfig", "watcheddirectory");

    /// <summary>Members whose own members are named by the policy or by extensions, not by Envoy.</summary>
    private static readonly FrozenSet<string> Maps = FrozenSet.Create(
        StringComparer.Ordinal, "map", "providers", "requirementmap", "typedperfilterconfig", "typedextensionprotocoloptions", "filtermetadata");

    /// <exception cref="PullException">The bundle must not be used; the message says everything that is wrong with it.</exception>
    public static void Inspect(IReadOnlyList<BundleFile> files)
    {
        var findings = new Findings();
        foreach (var file in files)
        {
            if (WatchedFiles.All.FirstOrDefault(known => known.Path == file.Path) is not { } known)
                findings.Add("unexpected_file", $"the bundle holds `{file.Path}`, which is not a file of an Envoy bundle");
            else if (ProblemsOf(file, known) is { Length: > 0 } problems)
                findings.Add("resource", $"`{file.Path}` {string.Join(", and ", problems)}");
        }

        foreach (var missing in WatchedFiles.All.Where(known => files.All(file => file.Path != known.Path)))
            findings.Add("missing_file", $"the bundle lacks `{missing.Path}`");
        findings.ThrowIfAny();
    }

    private static string[] ProblemsOf(BundleFile file, WatchedFile known)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Content, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var strange = document.RootElement.EnumerateObject().Where(member => member.Name is not ("version_info" or "resources")).Select(member => $"has `{member.Name}`");
            var resources = document.RootElement.GetProperty("resources").EnumerateArray().ToArray();
            return [.. strange.Concat(ProblemsOf(resources, known)).Concat(resources.SelectMany(ProblemsIn)).Distinct().Take(MaxProblems)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return ["is not a list of resources"];
        }
    }

    private static IEnumerable<string> ProblemsOf(JsonElement[] resources, WatchedFile known)
    {
        if (known.Name is { } name && (resources.Length != 1 || resources[0].GetProperty("name").GetString() != name))
            yield return $"does not hold `{name}` alone";
        if (resources.Any(resource => resource.GetProperty(TypeMember).GetString() != known.Type))
            yield return $"holds a resource that is no `{known.Type}`";
    }

    private static IEnumerable<string> ProblemsIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().SelectMany(ProblemsIn),
        JsonValueKind.Object => node.EnumerateObject().SelectMany(ProblemsOf),
        _ => [],
    };

    private static IEnumerable<string> ProblemsOf(JsonProperty member)
    {
        if (member.Name == TypeMember)
            return AllowedTypes.Contains(member.Value.GetString()) ? [] : [$"holds a `{member.Value.GetString()}`, which is not among the messages that a bundle may use"];
        var name = Spelled(member.Name);
        if (Refused.Contains(name))
            return [$"has `{member.Name}`"];
        return Maps.Contains(name) && member.Value.ValueKind == JsonValueKind.Object
            ? member.Value.EnumerateObject().SelectMany(entry => ProblemsIn(entry.Value))
            : ProblemsIn(member.Value);
    }

    private static string Spelled(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
