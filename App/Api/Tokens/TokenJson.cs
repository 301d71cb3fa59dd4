using System.Text.Json.Serialization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Tokens;

/// <summary>A token that was just made.</summary>
/// <param name="Token">The token's text; absent for a puller that is known by its SPIFFE ID.</param>
public sealed record CreatedTokenJson(Guid Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token);

/// <summary>A token of a puller, of automation or of a caller of decisions, without its text.</summary>
/// <param name="Kind"><c>puller</c>, <c>api</c> or <c>decide</c>.</param>
/// <param name="Prefix">How its text begins, to know it by.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
/// <param name="LastUsedAt">When it was last used; null where it never was.</param>
/// <param name="Labels">Words about the engine, by which stages choose.</param>
/// <param name="Environment">A puller's environment.</param>
/// <param name="Target">The language of a puller's engine.</param>
/// <param name="Service">The service of a puller that pulls a slice.</param>
/// <param name="Role">The console role of an API token.</param>
/// <param name="Environments">Where an API or decide token holds; empty for everywhere.</param>
/// <param name="ServiceLabels">The labels of services for which it holds; empty for all.</param>
/// <param name="MadeBy">The token that made it, with which an API token ends; null where a person or the bootstrap token did.</param>
/// <param name="SpiffeId">The SPIFFE ID by whose certificate it is known; null where it has a text.</param>
public sealed record TokenJson(
    Guid Id, string Kind, string Prefix, string Owner, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    IReadOnlyDictionary<string, string> Labels, string? Environment, string? Target, string? Service, string? Role, IReadOnlyList<string> Environments,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ServiceLabels, string? SpiffeId, Guid? MadeBy)
{
    public static TokenJson Of(AccessToken token) => new(
        token.Id, token.Kind.ToString().ToLowerInvariant(), token.Prefix, token.Owner.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt, token.LastUsedAt,
        token.Labels.ToDictionary(), token.Environment, token.Target?.Name(), token.Service, token.Role?.ToString().ToLowerInvariant(), [.. token.Environments],
        token.ServiceLabels.ToDictionary(label => label.Key, label => (IReadOnlyList<string>)[.. label.Values]), token.SpiffeId?.Text, token.Owner.TokenId);
}
