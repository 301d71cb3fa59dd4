using System.Runtime.Versioning;
using AccessConsole.Bench.Audit;
using AccessConsole.Bench.Deciding;
using AccessConsole.Bench.Distribution;
using AccessConsole.Bench.Equivalence;
using AccessConsole.Bench.Nginx;
using AccessConsole.Bench.Policy;
using AccessConsole.Bench.WholeConsole;
using AccessConsole.Core.Model;

[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]

return args switch
{
    ["serve", var publishes, var size] => await MachineHost.RunAsync(int.Parse(publishes), int.Parse(size)),
    ["serve-decisions", var policy] => await DecidingHost.RunAsync(policy),
    ["decide"] => await DecidingBench.RunAsync(1_000),
    ["decide", var grants] => await DecidingBench.RunAsync(int.Parse(grants)),
    ["serve", var publishes, var size, var database] => await MachineHost.RunAsync(int.Parse(publishes), int.Parse(size), database),
    ["send-decisions", var token, var database] => await DecisionSender.RunAsync(token, database),
    ["ingest"] => await DecisionIngest.RunAsync(rounds: 5),
    ["questions"] => await DecisionQuestions.RunAsync(100_000),
    ["questions", var grants] => await DecisionQuestions.RunAsync(int.Parse(grants)),
    ["polls"] => await ConditionalPolls.RunAsync(),
    ["held"] => await HeldPolls.RunAsync(10_000, publishes: 20),
    ["held", var polls] => await HeldPolls.RunAsync(int.Parse(polls), publishes: 20),
    ["rollout"] => await RolloutConvergence.RunAsync(2_000, publishes: 5),
    ["rollout", var points] => await RolloutConvergence.RunAsync(int.Parse(points), publishes: 5),
    ["decisions", .. var sizes] => Decisions.Run([.. sizes.Select(int.Parse)]),
    ["boundaries"] => Boundaries.Run(),
    ["tests"] => EmbeddedTestRuns.Run(),
    ["bulk"] => BulkChanges.Run(),
    ["access"] => AccessExploration.Run(),
    ["analysis"] => PolicyAnalysis.Run(100_000),
    ["analysis", var grants] => PolicyAnalysis.Run(int.Parse(grants)),
    ["signer"] => await SignerCost.RunAsync(),
    ["compile", .. var engines] => Compilation.Run([.. engines.Select(name => Enum.Parse<Target>(name, ignoreCase: true))]),
    ["equivalence", .. var options] => await EquivalenceBench.RunAsync(options),
    ["patch", var console, var grants] => await PatchToPoll.RunAsync(new Uri(console), int.Parse(grants)),
    ["console", var directory] => await ConsoleServer.RunAsync(directory),
    ["put"] => await WholePolicy.RunAsync(100_000),
    ["put", var grants] => await WholePolicy.RunAsync(int.Parse(grants)),
    ["browser"] => await PagesInBrowser.RunAsync(100_000),
    ["browser", var grants] => await PagesInBrowser.RunAsync(int.Parse(grants)),
    ["audit"] => await AuditBench.RunAsync(10_000_000),
    ["audit", var events] => await AuditBench.RunAsync(int.Parse(events)),
    ["nginx"] => await CostOfDecision.RunAsync(20_000, null),
    ["nginx-instructions"] => await InstructionsOfDecision.RunAsync(null),
    ["nginx-instructions", var script] => await InstructionsOfDecision.RunAsync(script),
    ["nginx", var requests] => await CostOfDecision.RunAsync(int.Parse(requests), null),
    ["nginx", var requests, var script] => await CostOfDecision.RunAsync(int.Parse(requests), script),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench polls           conditional polls answered 304 per second, beside nginx answering the same bytes");
    Console.Error.WriteLine("bench held [polls]    memory of held polls, and commit to the answers over 20 publishes");
    Console.Error.WriteLine("bench ingest          10,000 decisions a second into PostgreSQL beside 2,000 polls a second: p99 of polls without, with, and with their sender or the database alone; and as many as go in");
    Console.Error.WriteLine("bench questions [N]   asked of the decision log: use of N grants over 30 days, one grant's calls, the decisions of a trace, a build and a job");
    Console.Error.WriteLine("bench rollout [N]     a publish on its way to N enforcement points that hold polls, take the bundle and report, on a whole console: to their reports, and to the ledger");
    Console.Error.WriteLine("bench decisions [N ...] decisions per second and core at so many grants, else at 1,000, 10,000 and 100,000");
    Console.Error.WriteLine("bench decide [N]      /v1/decide beside OPA (the same bundle, no log) and Cerbos (binary in ACCESS_CERBOS), each verifying the tokens, one by one and by 100");
    Console.Error.WriteLine("bench tests           1,000 tests of a policy at the same sizes");
    Console.Error.WriteLine("bench boundaries      when bundles change next by time, and one boundary that passes, at the same sizes, all behind Istio");
    Console.Error.WriteLine("bench bulk            one edit of up to 5,000 of 100,000 grants planned and reviewed; all grants to CSV and back");
    Console.Error.WriteLine("bench access          the access explorer at 100,000 grants: overview by blocks, a window of cells, a page of the table");
    Console.Error.WriteLine("bench analysis [N]    access diffs, the audit of all grants, lint of one and questions of reach at N grants");
    Console.Error.WriteLine("bench signer          one changed grant at a signer of its own, to the answer on the disk, at the same sizes");
    Console.Error.WriteLine("bench compile [ENGINE ...]  a full compile for each engine, and one changed grant, at the same sizes");
    Console.Error.WriteLine("bench equivalence [--requests N] [--engine ENGINE] [--seed S]");
    Console.Error.WriteLine("                      random requests at random policies through the evaluator and each engine, until one is decided differently");
    Console.Error.WriteLine("bench patch URL N     on an empty console with N grants: a changed grant by PATCH to the bundles that pollers see");
    Console.Error.WriteLine("bench put [N]         a whole policy of N grants by PUT on a console: its phases, and the console's memory");
    Console.Error.WriteLine("bench browser [N]     the console in Chromium with N grants: pages opened, lists filtered, paged and scrolled, memory of circuits");
    Console.Error.WriteLine("bench audit [N]       the audit log of N events: appends beside plain inserts, leaves taken in, proofs, pages by each filter, reading again");
    Console.Error.WriteLine("bench nginx [N [JS]]  CPU of an nginx worker for a request, plainly proxied and decided by the bundle (or by another access.js)");
    Console.Error.WriteLine("bench nginx-instructions [JS]  the same in instructions, by valgrind");
    return 2;
}
