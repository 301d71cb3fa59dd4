using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>By which <c>Meta</c> the console's entries are known, as the compiler writes it.</summary>
internal static class OwnMeta
{
    /// <summary>The member of an entry that holds it.</summary>
    public const string Member = "Meta";

    public const string Service = "access-service";
    public const string Digest = "access-digest";
    private const string ManagedBy = "managed-by";
    private const string Manager = "access-console";
    private const string Environment = "access-environment";

    public static bool IsOf(JsonObject meta, BundleScope scope) =>
        meta.Text(ManagedBy) == Manager && meta.Text(Environment) == scope.Environment && meta.Text(Service) is { Length: > 0 } service && (scope.Service ?? service) == service;
}
