using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Distribution.DiskCache;

namespace AccessConsole.Tokens;

/// <summary>Hashes of live tokens and ids of revoked ones, on this replica's own disk, so that tokens are checked after a restart without the database.</summary>
internal sealed class TokenDiskCache(DataPaths paths, ILogger<TokenDiskCache> logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private string FilePath => Path.Combine(paths.Distribution, "tokens.json");

    public void Save(TokenSnapshot known)
    {
        var content = new Content(
            [.. known.Live.Select(Entry.Of)], [.. known.Revoked],
            known.Ended.OrderBy(token => token.Value).ToDictionary(token => token.Key.ToString(), token => token.Value, StringComparer.Ordinal));
        PrivateFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(content, Json));
    }

    /// <summary>What was saved last; nothing where that cannot be read: no token is known then until the database answers.</summary>
    public TokenSnapshot Load()
    {
        try
        {
            if (File.Exists(FilePath) && JsonSerializer.Deserialize<Content>(File.ReadAllBytes(FilePath), Json) is { } content)
            {
                return new TokenSnapshot(
                    [.. content.Tokens.Select(entry => entry.ToToken())], content.Revoked,
                    (content.Ended ?? new Dictionary<string, DateTimeOffset>()).ToDictionary(token => TokenHash.Of(HashIn(token.Key)), token => token.Value));
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "the cached tokens in `{Path}` are left out: tokens are checked once the database answers", FilePath);
        }

        return TokenSnapshot.Empty;
    }

    private static byte[] HashIn(string hex) =>
        Convert.FromHexString(hex) is { Length: SHA256.HashSizeInBytes } hash ? hash : throw new FormatException("a token's hash has 32 bytes");

    /// <param name="Ended">Absent from what an earlier version wrote.</param>
    private sealed record Content(IReadOnlyList<Entry> Tokens, IReadOnlyList<Guid> Revoked, IReadOnlyDictionary<string, DateTimeOffset>? Ended);

    private sealed record Entry(
        Guid Id, TokenKind Kind, string Hash, string Prefix, Actor Owner, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        string? Environment, Target? Target, string? Service, ConsoleRole? Role, IReadOnlyList<string> Environments, string? SpiffeId = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? ServiceLabels = null, IReadOnlyDictionary<string, string>? Labels = null)
    {
        public static Entry Of(AccessToken token) => new(
            token.Id, token.Kind, Convert.ToHexStringLower(token.Hash.Span), token.Prefix, token.Owner, token.CreatedAt, token.ExpiresAt,
            token.Environment, token.Target, token.Service, token.Role, [.. token.Environments], token.SpiffeId?.Text,
            token.ServiceLabels.ToDictionary(label => label.Key, label => (IReadOnlyList<string>)[.. label.Values], StringComparer.Ordinal), token.Labels.ToDictionary());

        public AccessToken ToToken() => new()
        {
            Id = Id,
            Kind = Kind,
            Hash = HashIn(Hash),
            Prefix = Prefix,
            Owner = Owner,
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            Environment = Environment,
            Target = Target,
            Service = Service,
            Role = Role,
            Environments = Environments.ToValueList(),
            ServiceLabels = (ServiceLabels ?? new Dictionary<string, IReadOnlyList<string>>()).Select(label => new LabelChoice(label.Key, label.Value.ToValueList())).ToValueList(),
            Labels = new ValueMap(Labels ?? new Dictionary<string, string>()),
            SpiffeId = SpiffeId is null ? null : Core.Model.SpiffeId.Parse(SpiffeId),
        };
    }
}
