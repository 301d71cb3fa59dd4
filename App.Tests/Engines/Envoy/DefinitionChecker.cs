using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccessConsole.Tests.Support;
using Google.Protobuf.Reflection;
using Type = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// Checks JSON against Envoy's definitions, inside typed extensions too: no field that they do not have and none that is deprecated, every value of its
/// field's type, one field of a oneof, and what must be there is there.
/// </summary>
internal sealed partial class DefinitionChecker(EnvoyDefinitions definitions)
{
    /// <summary>What the emitted configuration uses and the package of definitions is too old for.</summary>
    private static readonly string[] Newer =
    [
        "envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput", "envoy.extensions.matching.input_matchers.metadata.v3.Metadata",
    ];

    private readonly List<string> faults = [];

    public static IReadOnlyList<string> FaultsOf(string message, JsonElement json)
    {
        var checker = new DefinitionChecker(EnvoyDefinitions.Instance);
        checker.CheckMessage($".{message}", json, message);
        return checker.faults;
    }

    private void CheckMessage(string type, JsonElement json, string path)
    {
        switch (type)
        {
            case ".google.protobuf.Any": CheckExtension(json, path); return;
            case ".google.protobuf.Struct": Expect(json.ValueKind == JsonValueKind.Object, path); return;
            case ".google.protobuf.Duration": Expect(json.ValueKind == JsonValueKind.String && Duration().IsMatch(json.GetString()!), path); return;
            case ".google.protobuf.BoolValue": Expect(json.ValueKind is JsonValueKind.True or JsonValueKind.False, path); return;
            case ".google.protobuf.UInt32Value": Expect(json.ValueKind == JsonValueKind.Number && json.TryGetUInt32(out _), path); return;
        }

        if (definitions.Message(type) is not { } message)
            faults.Add($"{path}: there is no message {type}");
        else if (json.ValueKind != JsonValueKind.Object)
            faults.Add($"{path}: {type} is an object");
        else
            CheckFields(message, json, path);
    }

    private void CheckExtension(JsonElement json, string path)
    {
        if (!json.TryGetProperty("@type", out var url) || !url.GetString()!.StartsWith("type.googleapis.com/", StringComparison.Ordinal))
        {
            faults.Add($"{path}: an extension says its type");
            return;
        }

        var type = url.GetString()!["type.googleapis.com/".Length..];
        if (!Newer.Contains(type))
            CheckMessage($".{type}", json, $"{path}<{type}>");
    }

    private void CheckFields(DescriptorProto message, JsonElement json, string path)
    {
        var set = new HashSet<FieldDescriptorProto>();
        foreach (var member in json.EnumerateObject().Where(m => m.Name != "@type"))
        {
            var field = message.Field.FirstOrDefault(f => f.Name == member.Name);
            if (field is null || field.Options?.Deprecated == true || !set.Add(field))
                faults.Add($"{path}.{member.Name}: {(field is null ? "there is no such field" : "deprecated or given twice")}");
            else
                CheckField(field, member.Value, $"{path}.{member.Name}");
        }

        for (var i = 0; i < message.OneofDecl.Count; i++)
        {
            var count = set.Count(f => f.HasOneofIndex && f.OneofIndex == i);
            Expect(count == 1 || (count == 0 && !FieldRules.IsRequired(message.OneofDecl[i])), $"{path}: {count} of {message.OneofDecl[i].Name}");
        }

        foreach (var field in message.Field.Where(f => !set.Contains(f) && !f.HasOneofIndex))
            Expect(!FieldRules.IsRequired(field) && FieldRules.Least(field) == 0, $"{path}.{field.Name}: missing");
    }

    private void CheckField(FieldDescriptorProto field, JsonElement value, string path)
    {
        if (field.Label != FieldDescriptorProto.Types.Label.Repeated)
        {
            CheckValue(field, value, path);
            return;
        }

        var isMap = field.Type == Type.Message && definitions.Message(field.TypeName)?.Options?.MapEntry == true;
        if (value.ValueKind != (isMap ? JsonValueKind.Object : JsonValueKind.Array))
        {
            faults.Add($"{path}: a list or map belongs here");
            return;
        }

        (string Name, JsonElement Value)[] entries = isMap
            ? [.. value.EnumerateObject().Select(e => (e.Name, e.Value))]
            : [.. value.EnumerateArray().Select((e, i) => (i.ToString(CultureInfo.InvariantCulture), e))];
        Expect(entries.Length >= FieldRules.Least(field) && entries.DistinctBy(e => e.Name).Count() == entries.Length, path);
        var element = isMap ? definitions.Message(field.TypeName)!.Field.Single(f => f.Number == 2) : field;
        foreach (var (name, entry) in entries)
            CheckValue(element, entry, $"{path}[{name}]");
    }

    private void CheckValue(FieldDescriptorProto field, JsonElement value, string path)
    {
        switch (field.Type)
        {
            case Type.Message: CheckMessage(field.TypeName, value, path); break;
            case Type.String: Expect(value.ValueKind == JsonValueKind.String && (field.Label == FieldDescriptorProto.Types.Label.Repeated || value.GetString()!.Length >= FieldRules.Least(field)), path); break;
            case Type.Bool: Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path); break;
            case Type.Double: Expect(value.ValueKind == JsonValueKind.Number, path); break;
            case Type.Uint32: Expect(value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out _), path); break;
            case Type.Int64: Expect(value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _), path); break;
            case Type.Enum: Expect(value.ValueKind == JsonValueKind.String && definitions.Enum(field.TypeName).Value.Any(v => v.Name == value.GetString()), path); break;
            default: faults.Add($"{path}: values of type {field.Type} are not checked yet"); break;
        }
    }

    private void Expect(bool holds, string fault)
    {
        if (!holds)
            faults.Add(fault);
    }

    [GeneratedRegex(@"\A[0-9]+(?:\.[0-9]{1,9})?s\z")]
    private static partial Regex Duration();
}
