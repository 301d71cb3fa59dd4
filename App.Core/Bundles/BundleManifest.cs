using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Bundles;

/// <summary>What a bundle says of itself: functions of its content and of the revision at which that last changed, nothing else.</summary>
public sealed record BundleManifest
{
    /// <summary>The revision at which the content last changed; what engines report.</summary>
    public required int Revision { get; init; }

    /// <summary>The subtrees of OPA's data that the bundle owns.</summary>
    public required ValueList<string> Roots { get; init; }

    public required BundleScope Scope { get; init; }

    /// <summary>From when the state is in force; whole seconds.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    /// <summary><c>sha256:</c> and lower-case hex of the archive before this one in its scope; null for the first.</summary>
    public string? PreviousDigest { get; init; }

    /// <summary>Who approved the revision and what they approved, in the order in which they did; none where it asked for no approvals.</summary>
    public ValueList<ManifestApproval> Approvals { get; init; }

    public required CoverageCounts Coverage { get; init; }

    /// <summary>The stages in which its revision was published there, in order; none where it went to everybody at once. To whom it is released by now no bundle says.</summary>
    public ValueList<string> Stages { get; init; }

    /// <param name="previousDigest">See <see cref="PreviousDigest"/>.</param>
    public static BundleManifest Of(CompiledBundle bundle, int revision, DateTimeOffset effectiveAt, string? previousDigest, ValueList<ManifestApproval> approvals) => new()
    {
        Revision = revision,
        Roots = bundle.Roots.ToValueList(),
        Scope = bundle.Scope,
        EffectiveAt = effectiveAt,
        PreviousDigest = previousDigest,
        Approvals = approvals,
        Coverage = bundle.Coverage,
    };

    /// <summary>The <c>.manifest</c> file, in OPA's canonical form, so that the hash of its bytes is the hash that OPA computes.</summary>
    public byte[] Write() => CanonicalJson.Of(new JsonObject
    {
        ["revision"] = Revision.ToString(CultureInfo.InvariantCulture),
        ["roots"] = Strings(Roots),
        ["metadata"] = Metadata(),
    });

    private JsonObject Metadata()
    {
        var metadata = new JsonObject
        {
            ["policyRevision"] = Revision,
            ["environment"] = Scope.Environment,
            ["target"] = Scope.Target.Name(),
            ["service"] = Scope.Service,
            ["effectiveAt"] = Rfc3339.Write(EffectiveAt),
            ["previousDigest"] = PreviousDigest,
            ["approvals"] = new JsonArray([.. Approvals.Select(approval => approval.Write())]),
            ["coverage"] = new JsonObject
            {
                ["exact"] = Coverage.Exact,
                ["wider"] = Coverage.Wider,
                ["narrower"] = Coverage.Narrower,
                ["notEnforced"] = Coverage.NotEnforced,
            },
        };
        if (Stages.Count > 0)
            metadata["stages"] = Strings(Stages);
        return metadata;
    }

    /// <exception cref="FormatException">The file is not a manifest that <see cref="Write"/> makes.</exception>
    public static BundleManifest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException("the manifest lacks a member or has one of another type", e);
        }
    }

    private static BundleManifest Read(JsonElement root)
    {
        var metadata = root.GetProperty("metadata");
        var coverage = metadata.GetProperty("coverage");
        var revision = metadata.GetProperty("policyRevision").GetInt32();
        if (revision < 0 || root.GetProperty("revision").GetString() != revision.ToString(CultureInfo.InvariantCulture))
            throw new FormatException("the manifest's `revision` is not its `policyRevision`");
        return new BundleManifest
        {
            Revision = revision,
            Roots = Strings(root.GetProperty("roots")),
            Scope = new BundleScope(
                metadata.GetProperty("environment").GetString()!,
                Targets.Find(metadata.GetProperty("target").GetString() ?? "") ?? throw new FormatException("the manifest's `target` is not a target"),
                metadata.GetProperty("service").GetString()),
            EffectiveAt = Rfc3339.Read(metadata.GetProperty("effectiveAt").GetString()),
            PreviousDigest = metadata.GetProperty("previousDigest").GetString(),
            Approvals = metadata.GetProperty("approvals").EnumerateArray().Select(ManifestApproval.Read).ToValueList(),
            Coverage = new CoverageCounts(
                coverage.GetProperty("exact").GetInt32(),
                coverage.GetProperty("wider").GetInt32(),
                coverage.GetProperty("narrower").GetInt32(),
                coverage.GetProperty("notEnforced").GetInt32()),
            Stages = metadata.TryGetProperty("stages", out var stages) ? Strings(stages) : [],
        };
    }

    private static JsonArray Strings(ValueList<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static ValueList<string> Strings(JsonElement array) => array.EnumerateArray().Select(text => text.GetString()!).ToValueList();
}
