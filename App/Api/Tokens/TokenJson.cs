using System.Text.Json.Serialization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Tokens;

/// <param name="Token">The token's text; absent for a puller that is known by its SPIFFE ID.</param>
public sealed record CreatedTokenJson(Guid Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token);

public sealed record TokenJson(
    Guid Id, string Kind, string Prefix, string Owner, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    IReadOnlyDictionary<string, string> Labels, string? Environment, string? Target, string? Service, string? Role, IReadOnlyList<string> Environments,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ServiceLabels, string? SpiffeId)
{
    public static TokenJson Of(AccessToken token) => new(
        token.Id, token.Kind.ToString().ToLowerInvariant(), token.Prefix, token.Owner.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt, token.LastUsedAt,
        token.Labels.ToDictionary(), token.Environment, token.Target?.Name(), token.Service, token.Role?.ToString().ToLowerInvariant(), [.. token.Environments],
        token.ServiceLabels.ToDictionary(label => label.Key, label => (IReadOnlyList<string>)[.. label.Values]), token.SpiffeId?.Text);
}
