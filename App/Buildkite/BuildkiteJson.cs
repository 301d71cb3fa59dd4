using System.Globalization;
using System.Text.Json;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;

namespace AccessConsole.Buildkite;

/// <summary>The resources of Buildkite's REST API, as far as they are used. What identifies must be there; what only describes may be missing, and is cut where it is long.</summary>
internal static class BuildkiteJson
{
    private const int MaxText = 255;
    private const int MaxTags = 50;

    public static (Guid Id, string Slug) ReadOrganization(JsonElement organization) => (Id(organization, "organization"), Required(organization, "organization", "slug"));

    public static (Guid Id, string Name) ReadCluster(JsonElement cluster) => (Id(cluster, "cluster"), Required(cluster, "cluster", "name"));

    public static InventoryQueue ReadQueue(JsonElement queue) => new(Id(queue, "queue"), Required(queue, "queue", "key"));

    public static InventoryPipeline ReadPipeline(JsonElement pipeline)
    {
        var slug = Required(pipeline, "pipeline", "slug");
        return new InventoryPipeline
        {
            Id = Id(pipeline, "pipeline"),
            Slug = slug,
            Name = Text(pipeline, "name") ?? slug,
            ClusterId = Guid.TryParse(Text(pipeline, "cluster_id"), out var cluster) ? cluster : null,
            Repository = WithoutPassword(Text(pipeline, "repository")),
            DefaultBranch = Text(pipeline, "default_branch"),
            IsPublic = Text(pipeline, "visibility") == "public",
            ArchivedAt = Time(pipeline, "archived_at"),
            Tags = ReadTags(pipeline),
            Source = ReadSource(pipeline),
        };
    }

    private static SourceSettings ReadSource(JsonElement pipeline)
    {
        if (Member(pipeline, "provider") is not { ValueKind: JsonValueKind.Object } provider)
            return new SourceSettings();
        var settings = Member(provider, "settings") ?? default;
        return new SourceSettings
        {
            Provider = Text(provider, "id"),
            TriggerMode = Text(settings, "trigger_mode"),
            BuildsBranches = Flag(settings, "build_branches"),
            BuildsTags = Flag(settings, "build_tags"),
            BuildsPullRequests = Flag(settings, "build_pull_requests"),
            BuildsForks = Flag(settings, "build_pull_request_forks"),
            PrefixesForkBranches = Flag(settings, "prefix_pull_request_fork_branch_names"),
        };
    }

    private static ValueList<string> ReadTags(JsonElement pipeline) => Member(pipeline, "tags") is { ValueKind: JsonValueKind.Array } tags
        ? tags.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => Cut(t.GetString()!)).Distinct().Take(MaxTags).ToValueList()
        : [];

    private static Guid Id(JsonElement resource, string kind) =>
        Guid.TryParseExact(Text(resource, "id"), "D", out var id) ? id : throw new BuildkiteException($"Buildkite answered a {kind} without a UUID as its `id`");

    private static string Required(JsonElement resource, string kind, string member) =>
        Text(resource, member) is { Length: > 0 } text ? text : throw new BuildkiteException($"Buildkite answered a {kind} without `{member}`");

    private static JsonElement? Member(JsonElement resource, string name) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement resource, string name) => Member(resource, name) is { ValueKind: JsonValueKind.String } text ? Cut(text.GetString()!) : null;

    private static bool? Flag(JsonElement resource, string name) => Member(resource, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static DateTimeOffset? Time(JsonElement resource, string name) =>
        DateTimeOffset.TryParse(Text(resource, name)?.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    /// <summary>An address that carries a password or token is kept without it.</summary>
    private static string? WithoutPassword(string? repository) =>
        Uri.TryCreate(repository, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal) && address.UserInfo.Length > 0
        ? address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)
        : repository;

    private static string Cut(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        return clean.Length <= MaxText ? clean : clean[..MaxText];
    }
}
