using System.Diagnostics;
using AccessConsole.Components.Pages.Access;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;

namespace AccessConsole.Bench.Policy;

/// <summary>The access explorer on the largest policy: the block overview, a window of cells and a page of the table, each after other questions.</summary>
internal static class AccessExploration
{
    private const int Grants = 100_000;
    private const int Rounds = 60;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        var policy = PolicySet.Of(BigPolicy.Document(Grants));
        var start = Stopwatch.GetTimestamp();
        var moment = new AccessMoment(1, policy, new ReachAtlas(policy.Principals), Now, IsLive: true);
        var first = Matrix(moment, new AccessQuery());
        Console.WriteLine($"{policy.Principals.All.Length} principals, {policy.Deployments.Count()} deployments, {Grants} grants: first overview {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        Report("block overview", round => Matrix(moment, new AccessQuery { Columns = 1 + (round % 4), Rows = 1 + (round % 2) }));
        Report("overview of a filter", round => Matrix(moment, new AccessQuery { Principal = $"team=team-{round}", Environment = round % 2 == 0 ? "production" : "" }));
        Report("window of cells", round => Matrix(moment, new AccessQuery { Team = $"team-{round}", ServiceTeam = $"team-{round * 7 % 100}" }));
        Report("wide window", round => Matrix(moment, new AccessQuery { Team = $"team-{round}", Service = "service", Environment = "production", ServiceTeam = first.Columns.Headers[0].Team }));
        Report("page of the table", round => AccessScope.Of(moment, new AccessQuery { Environment = "production" }.Filter).Rows().From(round * 500).Take(50).Count());
        Report("table of one service", round => AccessScope.Of(moment, new AccessQuery { Service = $"name=service-{round}" }.Filter).Rows().From(0).Take(50).Count());
        Report("after a changed grant", round =>
        {
            policy = policy.Apply(new PolicyPatch { Upserts = [BigPolicy.Grant(round) with { Expires = Now.AddDays(round) }] });
            return Matrix(moment with { Policy = policy }, new AccessQuery());
        });
        return 0;
    }

    private static MatrixView Matrix(AccessMoment moment, AccessQuery query) => new(AccessScope.Of(moment, query.Filter), query);

    private static void Report<T>(string what, Func<int, T> ask)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            ask(round);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{what,-22} median {times[Rounds / 2]:F1} ms, p95 {times[Rounds * 95 / 100]:F1} ms, worst {times[^1]:F1} ms");
    }
}
