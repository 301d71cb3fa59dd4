using System.Collections.Immutable;
using System.Diagnostics;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>What it costs to know when bundles change next, and to compile the change, where every deployment is behind Istio and every tenth grant ends.</summary>
internal static class Boundaries
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        Console.WriteLine("grants    next at first ms   next ms   next after 1 grant ms   compile passed boundary ms (bundles)");
        Measure(1_000, print: false);
        foreach (var grants in (int[])[1_000, 10_000, 100_000])
            Measure(grants, print: true);
        return 0;
    }

    private static void Measure(int grants, bool print)
    {
        var policy = PolicySet.Of(Timed(BigPolicy.Document(grants)));
        var compiler = new PolicyCompiler(TargetCompilers.All);
        var (next, first) = Time(() => compiler.Calendar.NextChange(policy, Start));
        var (_, again) = Time(() => compiler.Calendar.NextChange(policy, Start));
        var changed = policy.Apply(new PolicyPatch { Upserts = [BigPolicy.Grant(7) with { Expires = Start.AddYears(1) }] });
        var (_, afterOne) = Time(() => compiler.Calendar.NextChange(changed, Start));
        var before = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, Start);
        _ = compiler.Compile(before, null).Count();
        var (bundles, passed) = Time(() => compiler.Compile(before with { EffectiveAt = next!.Value }, before).Count());
        if (print)
            Console.WriteLine($"{grants,7}   {first,16:F2}   {again,7:F2}   {afterOne,21:F2}   {passed,25:F1} ({bundles})");
    }

    /// <summary>Every tenth grant ends, one after the other in steps of an hour from half a year on.</summary>
    private static PolicyDocument Timed(PolicyDocument document) => document with
    {
        Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => d with { Hops = [new Hop { Engine = Target.Istio }], Kubernetes = Placement(s) })] })],
        Grants = [.. document.Grants.Index().Select(g => g.Index % 10 == 0 ? g.Item with { Expires = Start.AddDays(180).AddHours(g.Index / 10) } : g.Item)],
    };

    private static KubernetesWorkload Placement(Service service) => new() { Namespace = service.Name };

    private static (T Result, double Milliseconds) Time<T>(Func<T> act)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var result = act();
        return (result, watch.Elapsed.TotalMilliseconds);
    }
}
