using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>By which labels the console's objects are known, as the compilers write them.</summary>
internal static class OwnLabels
{
    public const string Prefix = "access-console/";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "access-console";
    public const string Environment = Prefix + "environment";
    public const string Service = Prefix + "service";
    public const string Part = Prefix + "part";

    /// <summary>The part that closes what was governed once. It is never pruned where it does.</summary>
    private const string DefaultPart = "default";

    public static bool IsDefault(JsonObject metadata) => metadata.Object("labels")?.Text(Part) == DefaultPart;

    /// <summary>Selects everything of the console's in a bundle's scope.</summary>
    public static string SelectorOf(BundleScope scope) =>
        $"{ManagedBy}={Manager},{Environment}={scope.Environment}" + (scope.Service is null ? "" : $",{Service}={scope.Service}");
}
