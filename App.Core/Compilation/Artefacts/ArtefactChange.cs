using System.Collections.Immutable;
using AccessConsole.Core.Documents;

namespace AccessConsole.Core.Compilation.Artefacts;

/// <summary>What becomes of one part of an engine's configuration: an object of Kubernetes, an entry of Consul, or a file.</summary>
/// <param name="Scope">The service's own bundle, in which the part stands; the environment's bundle says the same of the service.</param>
/// <param name="Part">As the engine's users call it: <c>AuthorizationPolicy payments/access.production.payments-api.default</c>, or a file's path.</param>
public sealed record ArtefactChange(BundleScope Scope, string Part, ArtefactVerb Verb, ImmutableArray<DiffLine> Lines)
{
    /// <summary>From when engines without a clock are told so, by a state that the bundle carries; null where they are at once.</summary>
    public DateTimeOffset? From { get; init; }

    public int Added => Lines.Count(l => l.Kind == DiffLineKind.Added);

    public int Removed => Lines.Count(l => l.Kind == DiffLineKind.Removed);
}
