using System.Text.Json;

namespace AccessConsole.Cli.Pull;

/// <summary>What a puller must not forget: what it has seen, so that nothing older is taken, and what is in force.</summary>
internal sealed record PullMemory
{
    public required string Scope { get; init; }

    /// <summary>INVARIANT (revision order): never goes down, and no bundle below it is taken.</summary>
    public int HighestRevision { get; init; }

    /// <summary>Never goes down; no key list below it is taken.</summary>
    public long KeyListVersion { get; init; }

    /// <summary>The directory under <c>bundles/</c> whose bundle proved good last; null before the first.</summary>
    public string? InForce { get; init; }

    /// <summary>INVARIANT (no way back in time): the bundle in force is applied as it stands at this instant or later, and found stale by it, whatever the clock says. Never goes back for one bundle.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? ActiveSince { get; init; }

    /// <summary>Until when the newest freshness of the bundle in force speaks.</summary>
    public DateTimeOffset? FreshUntil { get; init; }

    /// <exception cref="PullException">The file is damaged, unreadable, or of another scope.</exception>
    public static PullMemory Load(string path, string scope)
    {
        var memory = Read(path) ?? new PullMemory { Scope = scope };
        return memory.Scope == scope
            ? memory
            : throw new PullException("directory", $"`{path}` is of `{memory.Scope}`: give `{scope}` a directory of its own");
    }

    public void Save(string path) => Durable.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    private static PullMemory? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PullMemory>(File.ReadAllBytes(path), JsonSerializerOptions.Web) ?? throw new JsonException();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PullException("directory", $"`{path}` cannot be read: {e.Message}");
        }
        catch (JsonException)
        {
            throw new PullException("directory", $"`{path}` is damaged, so that replayed bundles could not be told: restore it, or start with an empty directory");
        }
    }
}
