using System.Diagnostics;
using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Equivalence;
using Xunit.Sdk;

namespace AccessConsole.Bench.Equivalence;

/// <summary>The rig of the tests, for as many requests as anyone has patience for.</summary>
internal static class EquivalenceBench
{
    private const int DefaultRequests = 100_000;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] options)
    {
        if (options.Length % 2 != 0 || options.Where((_, i) => i % 2 == 0).Except(["--requests", "--engine", "--seed"]).Any())
        {
            Console.Error.WriteLine("bench equivalence [--requests N] [--engine ENGINE] [--seed S]");
            return 2;
        }

        var given = options.Chunk(2).ToDictionary(o => o[0], o => o[1]);
        var requests = given.TryGetValue("--requests", out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultRequests;
        var seed = given.TryGetValue("--seed", out var number) ? int.Parse(number, CultureInfo.InvariantCulture) : Environment.TickCount & int.MaxValue;
        var only = given.TryGetValue("--engine", out var name) ? Enum.Parse<Target>(name, ignoreCase: true) : (Target?)null;
        var failed = false;
        foreach (var (target, make) in EngineRigs.All.Where(rig => only is null || rig.Key == only))
            failed |= !await CompareAsync(target, make, requests, seed);
        return failed ? 1 : 0;
    }

    private static async Task<bool> CompareAsync(Target target, Func<IEngineRig> make, int requests, int seed)
    {
        var engine = target.Name();
        var watch = Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        await using var rig = make();
        var run = new EquivalenceRun(rig, seed);
        try
        {
            var found = await run.FindAsync(requests, Report);
            Console.WriteLine($"{engine}, seed {seed}: {(found is null ? "no disagreement" : "DISAGREEMENT")} in {watch.Elapsed.TotalSeconds:F0} s; {run.Tally}");
            if (found is not null)
                Console.WriteLine(await Shrinker.ShrinkAsync(rig, found));
            return found is null;
        }
        catch (SkipException missing)
        {
            Console.WriteLine($"{engine}: not compared, {missing.Message}");
            return true;
        }

        void Report(EquivalenceTally tally)
        {
            if (watch.Elapsed - reported < ReportEvery)
                return;
            reported = watch.Elapsed;
            Console.Error.WriteLine($"{engine}: {tally.Compared} of {requests}, {tally.Compared / watch.Elapsed.TotalSeconds:F0} a second");
        }
    }
}
