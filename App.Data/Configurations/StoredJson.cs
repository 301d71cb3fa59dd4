using System.Text.Json.Serialization;
using System.Text.Json;
using AccessConsole.Core.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AccessConsole.Data.Configurations;

/// <summary>Small values that no query looks into (actors, approvals, keys, labels) as jsonb.</summary>
internal static class StoredJson
{
    private const string ColumnType = "jsonb";

    // Persisted: names of members and of enum values are what earlier rows hold.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new ValueListJsonConverterFactory(), new ValueMapJsonConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    public static PropertyBuilder<T> IsStoredJson<T>(this PropertyBuilder<T> property) =>
        property.HasColumnType(ColumnType).HasConversion(new ValueConverter<T, string>(value => Write(value), json => Read<T>(json)), ByContent<T>());

    /// <summary>What is stored alike is the same, whether or not the type says so itself; values do not change, so that one is its own snapshot.</summary>
    private static ValueComparer<T> ByContent<T>() =>
        new((a, b) => Write(a) == Write(b), value => StringComparer.Ordinal.GetHashCode(Write(value)), value => value);
}
