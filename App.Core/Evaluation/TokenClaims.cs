using System.Text.Json;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>A verified token's claims. Those that conditions read are looked up once, so that a decision does no lookups by name.</summary>
public sealed class TokenClaims
{
    public static readonly TokenClaims Empty = new(new Dictionary<string, ClaimValue>(StringComparer.Ordinal));

    private readonly Dictionary<string, ClaimValue> values;

    public TokenClaims(IReadOnlyDictionary<string, ClaimValue> claims)
    {
        values = new Dictionary<string, ClaimValue>(claims, StringComparer.Ordinal);
        OrganizationId = this[ClaimNames.OrganizationId];
        PipelineId = this[ClaimNames.PipelineId];
        PipelineUuids = Model.PipelineUuids.Read(OrganizationId.Text, PipelineId.Text);
        OrganizationSlug = this[ClaimNames.OrganizationSlug];
        PipelineSlug = this[ClaimNames.PipelineSlug];
        Branch = this[ClaimNames.Branch];
        Tag = this[ClaimNames.Tag];
        Source = this[ClaimNames.Source];
        QueueKey = this[ClaimNames.QueueKey];
        QueueId = this[ClaimNames.QueueId];
        ClusterName = this[ClaimNames.ClusterName];
        ClusterId = this[ClaimNames.ClusterId];
        Step = this[ClaimNames.Step];
    }

    // What most decisions read comes first, and so lies together.

    /// <summary>The two claims below as UUIDs; null where the token does not name a pipeline by them.</summary>
    public PipelineUuids? PipelineUuids { get; }

    public ClaimValue OrganizationId { get; }

    public ClaimValue PipelineId { get; }

    public ClaimValue Branch { get; }

    public ClaimValue Tag { get; }

    public ClaimValue OrganizationSlug { get; }

    public ClaimValue PipelineSlug { get; }

    public ClaimValue Source { get; }

    public ClaimValue QueueKey { get; }

    public ClaimValue QueueId { get; }

    public ClaimValue ClusterName { get; }

    public ClaimValue ClusterId { get; }

    public ClaimValue Step { get; }

    /// <summary>What Buildkite's tokens have as a number, so that no condition speaks of it: it names the build in a log. Null where it is none.</summary>
    public long? BuildNumber { get; private init; }

    public ClaimValue this[string name] => values.GetValueOrDefault(name, ClaimValue.Absent);

    /// <param name="payload">A decoded token: a JSON object; of a name that occurs twice the last holds, as in every engine.</param>
    public static TokenClaims Of(JsonElement payload)
    {
        var claims = new Dictionary<string, ClaimValue>(StringComparer.Ordinal);
        long? number = null;
        foreach (var member in payload.EnumerateObject())
        {
            if (member.NameEquals("build_number"u8))
                number = member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var whole) ? whole : null;
            claims[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => TextOf(member.Value),
                JsonValueKind.Null => ClaimValue.Absent,
                _ => ClaimValue.Other,
            };
        }

        return new TokenClaims(claims) { BuildNumber = number };
    }

    /// <summary>JSON can escape half a surrogate pair, which is no text: no policy speaks of such a value.</summary>
    private static ClaimValue TextOf(JsonElement value)
    {
        try
        {
            return ClaimValue.Of(value.GetString());
        }
        catch (InvalidOperationException)
        {
            return ClaimValue.Other;
        }
    }
}
