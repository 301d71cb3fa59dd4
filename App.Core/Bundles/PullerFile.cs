using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Bundles;

/// <summary>
/// What a bundle says to the puller and not to the engine: <c>{target}/puller.json</c>. It is there only where it says something, which is <c>{"onStale":"deny"}</c>.
/// nginx has it in its own data, and OPA pulls by itself.
/// </summary>
public static class PullerFile
{
    private static readonly byte[] Denying = Encoding.ASCII.GetBytes("""{"onStale":"deny"}""");

    public static string PathOf(Target target) => $"{target.Name()}/puller.json";

    /// <summary>Whether everything is to be denied once the bundle's newest freshness has lapsed.</summary>
    public static bool DeniesWhenStale(VerifiedBundle bundle) => FileOf(bundle) is { } file && Says(file);

    /// <summary>What of these files is for the engine.</summary>
    public static ImmutableArray<BundleFile> Without(Target target, ImmutableArray<BundleFile> files) => files.RemoveAll(file => file.Path == PathOf(target));

    internal static IEnumerable<BundleFile> Of(CompilationInput input, BundleScope scope)
    {
        if (scope.Target is not (Target.Nginx or Target.Opa) && input.Policy.Environments.GetValueOrDefault(scope.Environment)?.OnStale == OnStale.Deny)
            yield return new BundleFile(PathOf(scope.Target), Denying);
    }

    private static BundleFile? FileOf(VerifiedBundle bundle) => bundle.Files.FirstOrDefault(file => file.Path == PathOf(bundle.Manifest.Scope.Target));

    // What is not known to say "keep" denies: a later console may say more here.
    private static bool Says(BundleFile file)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Content);
            return !(document.RootElement.TryGetProperty("onStale", out var onStale) && onStale.ValueKind == JsonValueKind.String && onStale.ValueEquals("keep"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return true;
        }
    }
}
