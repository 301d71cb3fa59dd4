using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>Envoy's admin interface, as far as it says which configuration is in use: <c>GET /config_dump</c> in JSON (<c>envoy.admin.v3.ConfigDump</c>).</summary>
internal sealed class AdminInterface(HttpClient http) : IDisposable
{
    private const int MaxAnswer = 256 << 20;
    private const string Types = "type.googleapis.com/envoy.admin.v3.";

    public static AdminInterface At(Uri address) => new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address });

    /// <summary>The versions that Envoy runs; null where it does not answer in this form.</summary>
    public async Task<FileVersions?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("config_dump", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return null;
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await stream.ReadUpToAsync(MaxAnswer, cancellationToken) is { } content ? Read(content) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    private static FileVersions Read(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 256 });
        var parts = document.RootElement.GetProperty("configs").EnumerateArray().ToLookup(part => part.GetProperty("@type").GetString());
        var versions = WatchedFiles.All
            .Select(file => (file.Path, Version: parts[Types + file.Dump].Select(part => VersionIn(part, file)).FirstOrDefault(version => version is not null)))
            .Where(found => found.Version is not null);
        return new FileVersions(versions.ToImmutableDictionary(found => found.Path, found => found.Version!));
    }

    private static string? VersionIn(JsonElement part, WatchedFile file)
    {
        if (file.List is null)
            return VersionOf(part);
        return part.TryGetProperty(file.List, out var list)
            ? list.EnumerateArray().Where(item => NameOf(item, file) == file.Name).Select(VersionOf).FirstOrDefault(version => version is not null)
            : null;
    }

    /// <summary>Secrets are named where they are listed, everything else by itself.</summary>
    private static string? NameOf(JsonElement item, WatchedFile file) =>
        item.TryGetProperty("name", out var name) || (item.TryGetProperty(file.Item!, out var resource) && resource.TryGetProperty("name", out name)) ? name.GetString() : null;

    private static string? VersionOf(JsonElement element) => element.TryGetProperty("version_info", out var version) ? version.GetString() : null;
}
