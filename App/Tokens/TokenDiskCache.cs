using System.Text.Json;
using System.Text.Json.Serialization;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.DiskCache;

namespace AccessConsole.Tokens;

/// <summary>Hashes of live tokens and ids of revoked ones, on this replica's own disk, so that tokens are checked after a restart without the database.</summary>
internal sealed class TokenDiskCache(DataPaths paths, ILogger<TokenDiskCache> logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private string FilePath => Path.Combine(paths.Distribution, "tokens.json");

    public void Save(IReadOnlyList<AccessToken> tokens, IReadOnlyCollection<Guid> revoked) =>
        PrivateFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(new Content([.. tokens.Select(Entry.Of)], [.. revoked]), Json));

    /// <summary>What was saved last; nothing where that cannot be read, which refuses every token until the database answers.</summary>
    public (IReadOnlyList<AccessToken> Tokens, IReadOnlyCollection<Guid> Revoked) Load()
    {
        try
        {
            if (File.Exists(FilePath) && JsonSerializer.Deserialize<Content>(File.ReadAllBytes(FilePath), Json) is { } content)
                return ([.. content.Tokens.Select(entry => entry.ToToken())], content.Revoked);
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "the cached tokens in `{Path}` are left out: tokens are checked once the database answers", FilePath);
        }

        return ([], []);
    }

    private sealed record Content(IReadOnlyList<Entry> Tokens, IReadOnlyList<Guid> Revoked);

    private sealed record Entry(
        Guid Id, TokenKind Kind, string Hash, string Prefix, Actor Owner, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        string? Environment, Target? Target, string? Service, ConsoleRole? Role, IReadOnlyList<string> Environments)
    {
        public static Entry Of(AccessToken token) => new(
            token.Id, token.Kind, Convert.ToHexStringLower(token.Hash.Span), token.Prefix, token.Owner, token.CreatedAt, token.ExpiresAt,
            token.Environment, token.Target, token.Service, token.Role, [.. token.Environments]);

        public AccessToken ToToken() => new()
        {
            Id = Id,
            Kind = Kind,
            Hash = Convert.FromHexString(Hash) is { Length: 32 } hash ? hash : throw new FormatException("a token's hash has 32 bytes"),
            Prefix = Prefix,
            Owner = Owner,
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            Environment = Environment,
            Target = Target,
            Service = Service,
            Role = Role,
            Environments = Environments.ToValueList(),
        };
    }
}
