using System.Collections.Immutable;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Artefacts;

/// <summary>What a change does to the configuration of each engine on the way to a service, as that engine's users read it.</summary>
/// <param name="Changes">By environment, service, hop's engine and part.</param>
/// <param name="Omitted">How many services more are touched, beyond <see cref="MaxServices"/>.</param>
public sealed record ArtefactDiff(ImmutableArray<ArtefactChange> Changes, int Omitted)
{
    /// <summary>A change of what all share touches every service; nobody reads more than the first of them.</summary>
    public const int MaxServices = 50;

    /// <summary>
    /// Compares service by service, by the bundles of single services: what the environment's bundle says of a service is the same. Engines that no
    /// hop of the service names are left out.
    /// </summary>
    public static ArtefactDiff Between(PolicyCompiler compiler, CompilationInput before, CompilationInput after)
    {
        var services = compiler.CompileSlices(before, after).GroupBy(b => (b.After.Scope.Environment, b.After.Scope.Service)).ToArray();
        var shown = services.Take(MaxServices).SelectMany(bundles => bundles.Where(b => IsHop(b.After.Scope, before, after)).SelectMany(b => Between(b.Before, b.After)));
        return new ArtefactDiff([.. shown], Math.Max(0, services.Length - MaxServices));
    }

    private static IEnumerable<ArtefactChange> Between(CompiledBundle before, CompiledBundle after)
    {
        if (before.ContentDigest == after.ContentDigest)
            yield break;
        var (old, now) = (ArtefactParts.Of(before), ArtefactParts.Of(after));
        foreach (var part in old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (old.GetValueOrDefault(part), now.GetValueOrDefault(part));
            if (was != becomes)
                yield return new ArtefactChange(after.Scope, part, Verb(was, becomes), LineDiff.NearChanges(was ?? "", becomes ?? ""));
        }
    }

    private static ArtefactVerb Verb(string? before, string? after) =>
        before is null ? ArtefactVerb.Added : after is null ? ArtefactVerb.Removed : ArtefactVerb.Changed;

    private static bool IsHop(BundleScope scope, CompilationInput before, CompilationInput after) => HasHop(scope, before) || HasHop(scope, after);

    private static bool HasHop(BundleScope scope, CompilationInput input) =>
        input.Policy.Find(scope.Environment, scope.Service!)?.Deployment.Hops.Any(h => h.Engine == scope.Target) ?? false;
}
