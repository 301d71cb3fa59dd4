using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
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
        // Only what is shown is compiled.
        var services = compiler.DifferingSlices(before, after).Where(s => HasHop(s, before) || HasHop(s, after)).GroupBy(s => (s.Environment, s.Service)).ToArray();
        var changes = services.Take(MaxServices).SelectMany(scopes => scopes).SelectMany(scope => Between(compiler, scope, before, after));
        return new ArtefactDiff([.. changes], Math.Max(0, services.Length - MaxServices));
    }

    private static IEnumerable<ArtefactChange> Between(PolicyCompiler compiler, BundleScope scope, CompilationInput before, CompilationInput after)
    {
        var (old, now) = (compiler.CompileSlice(before, scope), compiler.CompileSlice(after, scope));
        return old.ContentDigest == now.ContentDigest ? [] : Between(BundleStates.Of(old, before.EffectiveAt), BundleStates.Of(now, after.EffectiveAt), scope);
    }

    /// <summary>What differs at once, and of each later state what differs in it for the first time.</summary>
    private static IEnumerable<ArtefactChange> Between(BundleStates before, BundleStates after, BundleScope scope)
    {
        var known = new HashSet<(string, string?, string?)>();
        var boundaries = before.Begins.Skip(1).Concat(after.Begins).Where(from => from > after.Begins.First()).Distinct().Order();
        foreach (var from in boundaries.Prepend(after.Begins.First()))
        {
            var (old, now) = (PartsAt(before, from, scope), PartsAt(after, from, scope));
            foreach (var part in old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var (was, becomes) = (old.GetValueOrDefault(part), now.GetValueOrDefault(part));
                if (was != becomes && known.Add((part, was, becomes)))
                {
                    yield return new ArtefactChange(scope, part, Verb(was, becomes), LineDiff.NearChanges(was ?? "", becomes ?? ""))
                    {
                        From = from == after.Begins.First() ? null : from,
                    };
                }
            }
        }
    }

    /// <summary>With what the bundle says to its puller, which holds for all of its states and is beside the first.</summary>
    private static ImmutableSortedDictionary<string, string> PartsAt(BundleStates states, DateTimeOffset instant, BundleScope scope) =>
        ArtefactParts.Of([.. PullerFile.Without(scope.Target, states.At(instant).Files), .. states.First.Files.Where(file => file.Path == PullerFile.PathOf(scope.Target))]);

    private static ArtefactVerb Verb(string? before, string? after) =>
        before is null ? ArtefactVerb.Added : after is null ? ArtefactVerb.Removed : ArtefactVerb.Changed;

    private static bool HasHop(BundleScope scope, CompilationInput input) =>
        input.Policy.Find(scope.Environment, scope.Service!)?.Deployment.Hops.Any(h => h.Engine == scope.Target) ?? false;
}
