using System.Collections.Immutable;
using System.Diagnostics;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>What compiling everything costs, and what one changed grant costs, at three sizes side by side.</summary>
internal static class Compilation
{
    public static int Run()
    {
        Console.WriteLine("grants    resolve ms   compile all ms   apply 1 ms   compile 1 ms (bundles)");
        // Once unmeasured, so that every size meets compiled code.
        Measure(1_000, print: false);
        foreach (var grants in (int[])[1_000, 10_000, 100_000])
            Measure(grants, print: true);
        return 0;
    }

    private static void Measure(int grants, bool print)
    {
        var document = BigPolicy.Document(grants);
        var (policy, resolve) = Time(() => PolicySet.Of(document));
        var compiler = new PolicyCompiler(TargetCompilers.All);
        var input = Input(policy);
        var (_, all) = Time(() => compiler.Compile(input, null).Count());
        var changed = BigPolicy.Grant(7) with { Expires = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        var (successor, apply) = Time(() => policy.Apply(new PolicyPatch { Upserts = [changed] }));
        var (bundles, one) = Time(() => compiler.Compile(Input(successor), input).Count());
        if (print)
            Console.WriteLine($"{grants,7}   {resolve,10:F1}   {all,14:F0}   {apply,10:F2}   {one,12:F1} ({bundles})");
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
