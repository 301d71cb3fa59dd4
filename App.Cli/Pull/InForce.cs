using System.Text.Json;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>The last good bundle.</summary>
/// <param name="Name">Its directory under <c>bundles/</c>.</param>
/// <param name="Sha256">Of its archive.</param>
internal sealed record InForce(VerifiedBundle Bundle, string Name, ReadOnlyMemory<byte> Sha256)
{
    private const string PolicyFile = "nginx/policy.json";

    public int Revision => Bundle.Manifest.Revision;

    public string RevisionText => Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Digest => ContentDigest.Name(Sha256.Span);

    /// <summary>As the console makes it.</summary>
    public string ETag => $"\"{RevisionText}-{Convert.ToHexStringLower(Sha256.Span)}\"";

    /// <summary>Whether everything is denied once the newest freshness has lapsed; else the bundle is kept.</summary>
    public bool DeniesWhenStale { get; } = ReadOnStale(Bundle) == "deny";

    private static string? ReadOnStale(VerifiedBundle bundle)
    {
        if (bundle.Files.FirstOrDefault(file => file.Path == PolicyFile) is not { } policy)
            return null;
        try
        {
            using var document = JsonDocument.Parse(policy.Content, new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.TryGetProperty("onStale", out var onStale) ? onStale.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PullException("malformed", $"`{PolicyFile}` is not the JSON object that was expected");
        }
    }
}
