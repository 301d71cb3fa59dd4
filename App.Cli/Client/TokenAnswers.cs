using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>A token just made; its text is here and nowhere else. A puller that is known by its SPIFFE ID has none.</summary>
internal sealed record CreatedToken(Guid Id, string? Token = null);

/// <summary>A token that stands in for one of Buildkite.</summary>
internal sealed record MintedToken(string Token);

/// <summary>A token of the console without its text.</summary>
internal sealed record ListedToken(
    Guid Id, string Kind, string Prefix, string Owner, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null, string? Environment = null, string? Target = null,
    string? Service = null, string? Role = null, ImmutableArray<string>? Environments = null, string? SpiffeId = null,
    ImmutableSortedDictionary<string, ImmutableArray<string>>? ServiceLabels = null);
