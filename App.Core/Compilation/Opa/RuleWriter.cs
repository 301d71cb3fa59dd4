using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>Writes one rule: its effect, the time it holds, its conditions and what it permits.</summary>
internal static class RuleWriter
{
    private const int NanosecondsPerTick = 100;

    public static void Write(OpaJson json, DeploymentRule rule)
    {
        json.BeginObject().Name("effect").Text(rule.Effect == Effect.Allow ? "allow" : "deny");
        if (rule.Grant.ValidFrom is { } from)
            json.Name("from").Integer(Nanoseconds(from));
        json.Name("permissions").BeginArray();
        foreach (var permission in rule.Permissions)
            WritePermission(json, permission);
        json.EndArray();
        if (rule.Grant.Expires is { } end)
            json.Name("until").Integer(Nanoseconds(end));
        if (!rule.Grant.When.IsEmpty)
            WriteConditions(json.Name("when"), rule.Grant.When);
        json.EndObject();
    }

    /// <summary>Nanoseconds since 1970, as OPA's clock counts.</summary>
    private static Int128 Nanoseconds(DateTimeOffset time) => (Int128)(time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick;

    private static void WritePermission(OpaJson json, RulePermission permission)
    {
        var exact = permission.Paths.Where(p => p.IsExact).Select(p => p.Text);
        var under = permission.Paths.Where(IsPrefix).Select(p => p.Text[..^"/**".Length]);
        json.BeginObject()
            .Name("exact").Texts(exact)
            .Name("methods").Texts(permission.Methods == MethodSet.All ? ["*"] : permission.Methods.Names())
            .Name("templates").BeginArray();
        foreach (var template in permission.Paths.Where(p => !p.IsExact && !IsPrefix(p)))
            WriteTemplate(json, template);
        json.EndArray().Name("under").Texts(under).EndObject();
    }

    private static bool IsPrefix(PathTemplate template) => template.EndsWithRest && template.Segments.All(s => s is not null);

    /// <summary>The segments as splitting a path at its slashes gives them, the empty one before the first slash included.</summary>
    private static void WriteTemplate(OpaJson json, PathTemplate template)
    {
        json.BeginObject().Name("rest").Flag(template.EndsWithRest).Name("segments").BeginArray().Text("");
        foreach (var segment in template.Segments)
            _ = segment is null ? json.Null() : json.Text(segment);
        json.EndArray().EndObject();
    }

    private static void WriteConditions(OpaJson json, Conditions when)
    {
        json.BeginObject();
        WriteIfAny("branches", when.Branches);
        WriteByKind("clusters", when.Clusters);
        WriteByKind("queues", when.Queues);
        WriteIfAny("sources", when.Sources);
        WriteIfAny("steps", when.Steps);
        WriteIfAny("tags", when.Tags);
        json.EndObject();

        void WriteByKind(string name, ValueList<Pattern> patterns)
        {
            if (patterns.Count == 0)
                return;
            json.Name(name).BeginObject();
            WriteIfAny("ids", [.. patterns.Where(p => p.IsUuid)]);
            WriteIfAny("names", [.. patterns.Where(p => !p.IsUuid)]);
            json.EndObject();
        }

        void WriteIfAny(string name, ValueList<Pattern> patterns)
        {
            if (patterns.Count == 0)
                return;
            json.Name(name).BeginObject()
                .Name("exact").Texts(patterns.Where(p => !p.IsPrefix).Select(p => p.Stem))
                .Name("prefixes").Texts(patterns.Where(p => p.IsPrefix).Select(p => p.Stem))
                .EndObject();
        }
    }
}
