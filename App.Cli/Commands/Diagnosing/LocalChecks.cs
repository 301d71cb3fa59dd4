using System.Globalization;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>What only the machine of a gateway can tell.</summary>
internal sealed class LocalChecks(Surroundings around)
{
    private const string Code = "bundle.local";

    /// <summary>Whether the bundle that is in force in a puller's directory is the one that its engines should run.</summary>
    public CallCheck Bundle(string directory, DiagnosisAnswer answer)
    {
        var path = Path.Combine(directory, "current", ".manifest");
        try
        {
            var manifest = BundleManifest.Read(File.ReadAllBytes(path));
            return Of(manifest, answer);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return CallCheck.Failed(Code, $"there is no bundle in force in `{directory}`: no `{path}`", "start `accessctl pull` there, and see what it says; until then everything is refused");
        }
        catch (FormatException)
        {
            return CallCheck.Failed(Code, $"`{path}` is no bundle's manifest: everything is refused, or somebody changed it", "start `accessctl pull` there, and see what it says");
        }
    }

    private CallCheck Of(BundleManifest manifest, DiagnosisAnswer answer)
    {
        var scope = manifest.Scope;
        var here = string.Create(CultureInfo.InvariantCulture, $"the bundle in force here is of revision {manifest.Revision}, of {scope.Target.Name()} in `{scope.Environment}`{(scope.Service is { } s ? $" for `{s}`" : "")}, {Age(manifest)} old");
        if (answer.Service is not null && (scope.Environment != answer.Environment || (scope.Service is { } only && only != answer.Service)))
            return CallCheck.Failed(Code, here + ": it says nothing of the service that was called", "call the gateway of that environment, or pull its bundle with a token for it");
        var wanted = answer.Bundles.FirstOrDefault(b => b.Target == scope.Target.Name() && b.Service == scope.Service)?.Revision;
        if (wanted is not { } revision)
            return CallCheck.Untold(Code, $"the console serves no such bundle for this call; {here}");
        return manifest.Revision == revision
            ? CallCheck.Passed(Code, here + ": the newest")
            : CallCheck.Failed(Code, string.Create(CultureInfo.InvariantCulture, $"{here}; the console serves revision {revision}"), "see the puller's log: whether it reaches the console, and what it refuses");
    }

    private string Age(BundleManifest manifest) => string.Create(CultureInfo.InvariantCulture, $"{(around.Clock.GetUtcNow() - manifest.EffectiveAt).TotalHours:0.#} h");
}
