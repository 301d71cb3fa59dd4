using System.Diagnostics;
using System.Text;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>What it costs to edit as many grants as may be edited at once, to export all grants, and to import them again.</summary>
internal static class BulkChanges
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        Console.WriteLine("grants   selected   plan ms   review ms   export all ms (MB)   import all ms   import of those selected ms");
        Measure(1_000, 1_000, print: false);
        foreach (var (grants, selected) in ((int, int)[])[(10_000, 1_250), (10_000, 5_000), (100_000, 1_250), (100_000, 5_000)])
            Measure(grants, selected, print: true);
        return 0;
    }

    private static void Measure(int grants, int selected, bool print)
    {
        var policy = PolicySet.Of(BigPolicy.Document(grants));
        var reviewer = new ChangeReviewer(new PolicyCompiler(TargetCompilers.All), isDevelopment: true);
        var names = policy.Grants.Keys.Where((_, i) => i % (grants / selected) == 0).Take(selected).ToArray();
        var edit = new GrantEdit { Expires = Now.AddDays(90), AddedEnvironment = "staging" };
        var (plan, planned) = Time(() => BulkEdit.Plan(policy, names, edit, reviewer.JudgedBy(Now)));
        var (_, reviewed) = Time(() => reviewer.Review(1, policy, plan.Patch, Now));
        var (all, exported) = Time(() => Csv(policy.Grants.Values));
        var (_, imported) = Time(() => Import(policy, all, reviewer));
        var some = Csv(plan.Patch.Upserts.Cast<Grant>());
        var (_, partly) = Time(() => Import(policy, some, reviewer));
        if (print)
            Console.WriteLine($"{grants,7}   {plan.Count,7}   {planned,7:F0}   {reviewed,9:F0}   {exported,8:F0} ({all.Length / 1e6:F1})   {imported,13:F0}   {partly,13:F0}");
    }

    private static byte[] Csv(IEnumerable<Grant> grants) => Encoding.UTF8.GetBytes(CsvFile.Header(PolicyKind.Grant) + string.Concat(grants.Select(CsvFile.Rows)));

    private static ImportPlan Import(PolicySet policy, byte[] csv, ChangeReviewer reviewer) =>
        ImportPlanner.Plan(policy, ImportFile.ReadCsv(PolicyKind.Grant, csv, policy.Objects), removesMissing: false, reviewer.JudgedBy(Now), Guid.CreateVersion7);

    private static (T Result, double Milliseconds) Time<T>(Func<T> act)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var result = act();
        return (result, watch.Elapsed.TotalMilliseconds);
    }
}
