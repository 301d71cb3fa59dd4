using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Tokens;

public sealed record CreatedTokenJson(Guid Id, string Token);

public sealed record TokenJson(
    Guid Id, string Kind, string Prefix, string Owner, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    IReadOnlyDictionary<string, string> Labels, string? Environment, string? Target, string? Service, string? Role, IReadOnlyList<string> Environments)
{
    public static TokenJson Of(AccessToken token) => new(
        token.Id, token.Kind.ToString().ToLowerInvariant(), token.Prefix, token.Owner.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt, token.LastUsedAt,
        token.Labels.ToDictionary(), token.Environment, token.Target?.Name(), token.Service, token.Role?.ToString().ToLowerInvariant(), [.. token.Environments]);
}
