using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Points;

/// <summary>What OPA's Status API document says that matters here. Everything in it is told, not proved, and held to limits.</summary>
/// <param name="Name">The enforcement point's: <c>labels.name</c>, or else <c>labels.id</c>.</param>
/// <param name="Revision">What runs; null where nothing does, or where it is no revision of ours.</param>
/// <param name="ActivatedAt">When it was last activated.</param>
/// <param name="Error">Why the newest bundle is not what runs; null while it is.</param>
internal sealed record StatusReport(string Name, ValueMap Labels, int? Revision, DateTimeOffset? ActivatedAt, string? Error)
{
    private const int MaxNameLength = 200;
    private const int MaxErrorLength = 1_000;
    private const int MaxLabels = 32;
    private const string OwnBundle = "access";
    private const string SliceLabel = "slice";

    /// <summary>The service whose slice it runs, as it says; null for the whole environment's bundle.</summary>
    public string? Slice => Labels.GetValueOrDefault(SliceLabel);

    /// <exception cref="FormatException">The document is not one; the message says what is wrong with it.</exception>
    public static StatusReport Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            var labels = LabelsOf(document.RootElement);
            var name = NameIn(labels.GetValueOrDefault("name")) ?? NameIn(labels.GetValueOrDefault("id"))
                ?? throw new FormatException("the report has neither `labels.name` nor `labels.id`: one of them must name the enforcement point");
            return Of(name, labels, BundleOf(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the report is not a document of OPA's Status API", e);
        }
    }

    /// <summary>What a label names a point by; null where it is missing or blank.</summary>
    internal static string? NameIn(string? label) => string.IsNullOrWhiteSpace(label) ? null : label;

    private static StatusReport Of(string name, ValueMap labels, JsonElement bundle)
    {
        var message = Text(bundle, "message", MaxErrorLength) ?? Text(bundle, "code", MaxErrorLength);
        var revision = int.TryParse(Text(bundle, "active_revision", MaxNameLength), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        return new StatusReport(name, labels, revision, Instant(bundle, "last_successful_activation"), message);
    }

    private static ValueMap LabelsOf(JsonElement report) => report.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
        ? new ValueMap(labels.EnumerateObject()
            .Where(label => label.Value.ValueKind == JsonValueKind.String)
            .DistinctBy(label => label.Name)
            .Take(MaxLabels)
            .Select(label => KeyValuePair.Create(Shown(label.Name, MaxNameLength), Shown(label.Value.GetString()!, MaxNameLength)))
            .DistinctBy(label => label.Key))
        : ValueMap.Empty;

    /// <summary>The report's one bundle; of several the one that our examples call <c>access</c>, or else the first.</summary>
    private static JsonElement BundleOf(JsonElement report)
    {
        if (!report.TryGetProperty("bundles", out var bundles) || bundles.ValueKind != JsonValueKind.Object)
            return default;
        if (bundles.TryGetProperty(OwnBundle, out var own))
            return own;
        return bundles.EnumerateObject().Select(bundle => bundle.Value).FirstOrDefault();
    }

    private static string? Text(JsonElement bundle, string name, int limit) =>
        bundle.ValueKind == JsonValueKind.Object && bundle.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? Shown(text, limit)
            : null;

    /// <summary>Go writes its zero time for "never".</summary>
    private static DateTimeOffset? Instant(JsonElement bundle, string name) =>
        DateTimeOffset.TryParse(Text(bundle, name, MaxNameLength), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year > 1
            ? instant.ToUniversalTime()
            : null;

    /// <summary>The text within its limit, and without what neither a page nor the database can hold.</summary>
    internal static string Shown(string text, int limit)
    {
        var shown = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > limit)
                break;
            shown.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        }

        return shown.ToString();
    }
}
