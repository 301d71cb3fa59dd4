using System.Text.Json.Serialization;
using System.Text.Json;
using AccessConsole.Core.Model;

namespace AccessConsole.Data.Configurations;

/// <summary>Value maps as JSON objects.</summary>
internal sealed class ValueMapJsonConverter : JsonConverter<ValueMap>
{
    public override ValueMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, ValueMap value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToDictionary(), options);
}
