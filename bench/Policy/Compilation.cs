using System.Collections.Immutable;
using System.Diagnostics;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>What compiling everything for each engine costs, and what one changed grant costs, at three sizes side by side.</summary>
internal static class Compilation
{
    private static readonly EcdsaSigner Signer = new(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));

    /// <param name="only">The engines to measure; none for all of them.</param>
    public static int Run(params Target[] only)
    {
        Console.WriteLine("engine    grants    resolve ms   compile all ms (MB)   apply 1 ms   review 1 ms   compile 1 ms   seal 1 ms (bundles, KB)");
        foreach (var compiler in TargetCompilers.All.Where(c => only.Length == 0 || only.Contains(c.Target)))
        {
            // Once unmeasured, so that every size meets compiled code.
            Measure(compiler, 1_000, print: false);
            foreach (var grants in (int[])[1_000, 10_000, 100_000])
                Measure(compiler, grants, print: true);
        }

        return 0;
    }

    private static void Measure(ITargetCompiler target, int grants, bool print)
    {
        var document = BigPolicy.Document(grants, target.Target);
        var (policy, resolve) = Time(() => PolicySet.Of(document));
        var compiler = new PolicyCompiler([target]);
        var input = Input(policy);
        var (size, all) = Time(() => compiler.Compile(input, null).Where(b => b.Scope.Service is null).Sum(b => b.Files.Sum(f => (long)f.Content.Length)));
        var changed = BigPolicy.Grant(7) with { Expires = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        var patch = new PolicyPatch { Upserts = [changed] };
        var (successor, apply) = Time(() => policy.Apply(patch));
        var reviewer = new ChangeReviewer(compiler, isDevelopment: true);
        reviewer.Review(1, policy, patch, DateTimeOffset.UnixEpoch);
        var (_, review) = Time(() => reviewer.Review(1, policy, patch, DateTimeOffset.UnixEpoch));
        var (bundles, one) = Time(() => compiler.Compile(Input(successor), input).ToArray());
        var (sealedSize, seal) = Time(() => bundles.Sum(Seal));
        if (print)
            Console.WriteLine($"{target.Target.Name(),-8} {grants,7}   {resolve,10:F1}   {all,14:F0} ({size / 1e6,4:F0})   {apply,10:F2}   {review,11:F1}   {one,12:F1}   {seal,9:F1} ({bundles.Length}, {sealedSize / 1024})");
    }

    private static int Seal(CompiledBundle bundle)
    {
        var manifest = new BundleManifest { Revision = 2, Roots = bundle.Roots.ToValueList(), Scope = bundle.Scope, EffectiveAt = DateTimeOffset.UnixEpoch, Coverage = bundle.Coverage };
        return BundleSigner.SealAsync(manifest, bundle.Files, Signer, CancellationToken.None).AsTask().GetAwaiter().GetResult().Archive.Length;
    }

    private static CompilationInput Input(PolicySet policy) =>
        new(policy, ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal), DateTimeOffset.UnixEpoch);

    private static (T Result, double Milliseconds) Time<T>(Func<T> act)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var result = act();
        return (result, watch.Elapsed.TotalMilliseconds);
    }
}
