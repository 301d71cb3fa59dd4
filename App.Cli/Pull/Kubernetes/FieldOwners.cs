using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// Finds what others added to an object of ours. Server-side apply takes back fields that we set, but leaves those that we do not set to who did: a rule
/// added to a policy that has none would open it. Defaults of the schema belong to nobody and are no addition.
/// </summary>
internal static class FieldOwners
{
    /// <summary>Owns the fields of the console's objects.</summary>
    public const string Manager = "access-console";

    /// <summary>The first field that somebody else added; null when there is none.</summary>
    public static string? Addition(JsonObject declared, JsonObject live, IReadOnlyCollection<string> annotations)
    {
        foreach (var entry in (live.Object("metadata")?["managedFields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (entry.Object("fieldsV1") is not { } fields || entry.Text("subresource") is { Length: > 0 } || (entry.Text("manager") == Manager && entry.Text("operation") == "Apply"))
                continue;
            if (Added(fields, "f:spec", declared, live) is { } field)
                return field;
            if (fields.Object("f:metadata")?.Object("f:annotations") is { } owned && AddedAnnotation(owned, declared, live, annotations) is { } annotation)
                return annotation;
        }

        return null;
    }

    private static string? Added(JsonObject owned, string field, JsonObject declared, JsonObject live)
    {
        if (owned.Object(field) is not { } inner)
            return null;
        var name = field[2..];
        if (live[name] is null)
            return null;
        if (declared[name] is null)
            return name;
        // A list is somebody's as a whole: what they put into it is none of the schema's defaults.
        if (declared[name] is not JsonObject ours || live[name] is not JsonObject theirs)
            return JsonComparison.Covers(declared[name], live[name]) ? null : name;
        return inner.Select(member => member.Key).Where(key => key.StartsWith("f:", StringComparison.Ordinal))
            .Select(key => Added(inner, key, ours, theirs)).FirstOrDefault(found => found is not null) is { } deeper ? $"{name}.{deeper}" : null;
    }

    /// <summary>Only annotations that the engine reads count; others may note what they like.</summary>
    private static string? AddedAnnotation(JsonObject owned, JsonObject declared, JsonObject live, IReadOnlyCollection<string> annotations) =>
        annotations.FirstOrDefault(name => owned.ContainsKey("f:" + name)
            && live.Object("metadata")?.Object("annotations")?[name] is not null
            && declared.Object("metadata")?.Object("annotations")?[name] is null);
}
