using System.Collections.Immutable;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>One engine's part of a Kubernetes API: its one file in a bundle, and the kinds that file may hold.</summary>
/// <param name="Annotations">Those beside the console's own that an object may have; they say something to the engine.</param>
internal sealed record KubernetesDialect(string File, ImmutableArray<KubernetesKind> Kinds, ImmutableArray<string> Annotations)
{
    public KubernetesKind? Find(string? apiVersion, string? kind) => Kinds.FirstOrDefault(known => known.ApiVersion == apiVersion && known.Kind == kind);
}
