using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;

namespace AccessConsole.Cli.Commands.Analysis;

/// <summary><c>accessctl analyse</c>: questions to a policy, answered exactly, each with a request that shows the answer.</summary>
internal static class AnalyseCommand
{
    private const int Different = 2;
    private const int Never = 3;

    public static Command Create(Surroundings around) => new("analyse", "Ask a policy questions that are answered exactly, each with a request that shows the answer.")
    {
        Reach(around),
        Same(around),
        Redundant(around),
        Grant(around),
    };

    private static Command Reach(Surroundings around)
    {
        var principal = new Argument<string>("PRINCIPAL") { Description = "`pipeline/NAME`, `workload/NAME`, `anyone`, or many by `pipelines:team=payments`, `pipelines:all`, `workloads:…`." };
        var service = new Argument<string>("SERVICE") { Description = "A service's name, `all`, or labels such as `team=payments`." };
        var options = new[]
        {
            ("environment", new Option<string?>("--environment") { Description = "Only there; everywhere when left out." }),
            ("method", new Option<string?>("--method") { Description = "Only by these methods, separated by commas; by any when left out." }),
            ("path", new Option<string?>("--path") { Description = "Only paths of this template; any when left out." }),
            ("in", In()),
        };
        var command = new Command("reach", "Say whether a principal can ever reach a service: from any branch, under any conditions, at any time from now on. Exit 0 yes, 3 no, 1 error.") { principal, service };
        foreach (var (_, option) in options)
            command.Add(option);
        return command.Does(async call =>
        {
            var query = options.Select(o => (o.Item1, call.Arguments.GetValue(o.Item2))).Prepend(("service", call.Arguments.GetValue(service))).Prepend(("principal", call.Arguments.GetValue(principal)));
            var answer = await GetAsync(call, around, "api/v1/analysis/reach", query);
            var reach = answer.Read<ReachAnswerJson>();
            return call.Output.Answer(reach.CanReach ? Output.Success : Never, AnalysisText.Of(reach), answer.Json);
        });
    }

    private static Command Same(Surroundings around)
    {
        var (from, to) = (DiffCommand.PolicyArgument("FROM"), DiffCommand.PolicyArgument("TO"));
        var development = DocumentOptions.Development();
        var command = new Command("same", "Say whether two policies let the same requests through, or show a request on which they differ. Exit 0 the same, 2 different, 1 error.") { from, to, development };
        return command.Does(async call =>
        {
            var (one, other) = (call.Arguments.GetRequiredValue(from), call.Arguments.GetRequiredValue(to));
            JsonNode json;
            if (ComparedPolicies.IsNamed(one) || ComparedPolicies.IsNamed(other))
            {
                using var api = ConsoleApi.Connect(around);
                json = (await api.SendAsync(await ComparedPolicies.RequestAsync("api/v1/analysis/same", one, other, around, call.CancellationToken), call.CancellationToken)).Json;
            }
            else if (await LocalComparison.LoadAsync(call, around, one, other, call.Arguments.GetValue(development)) is { } local)
            {
                json = local.Same();
            }
            else
            {
                return Output.Failure;
            }

            var same = json.Deserialize<SameAnswer>(JsonSerializerOptions.Web)!;
            return call.Output.Answer(same.Same ? Output.Success : Different, AnalysisText.Of(same), json);
        });
    }

    private static Command Redundant(Surroundings around)
    {
        var status = new Option<string?>("--status") { Description = "Only grants of this status: covered, coveredTogether, denied, coveredOrDenied, guard, idle, ended, matchesNobody, or needed for those that are denied in part." };
        var at = In();
        var command = new Command("redundant", "List the grants without which no decision changes, and those that denies take a part of. Exit 0 none is redundant, 2 some are, 1 error.") { status, at };
        return command.Does(async call =>
        {
            var answer = await GetAsync(call, around, "api/v1/analysis/grants", [("status", call.Arguments.GetValue(status)), ("in", call.Arguments.GetValue(at)), ("limit", "1000")]);
            var audit = answer.Read<GrantAuditAnswer>();
            return call.Output.Answer(audit.Grants.Any(g => g.Redundant) ? Different : Output.Success, AnalysisText.Of(audit, answer.HasMore), answer.Json);
        });
    }

    private static Command Grant(Surroundings around)
    {
        var name = new Argument<string>("NAME") { Description = "The grant." };
        var at = In();
        var command = new Command("grant", "Say what one grant is good for, beside which others, and show it by a request. Exit 0 needed, 2 redundant, 1 error.") { name, at };
        return command.Does(async call =>
        {
            var answer = await GetAsync(call, around, $"api/v1/analysis/grants/{Uri.EscapeDataString(call.Arguments.GetRequiredValue(name))}", [("in", call.Arguments.GetValue(at))]);
            var report = answer.Read<GrantReportAnswer>();
            return call.Output.Answer(report.Redundant ? Different : Output.Success, AnalysisText.Of(report), answer.Json);
        });
    }

    private static Option<string?> In() => new("--in") { Description = "The policy to ask: `current` (when left out), `revision:N`, `draft:ID` or `at:TIME`." };

    private static async Task<ConsoleAnswer> GetAsync(Call call, Surroundings around, string path, IEnumerable<(string Name, string? Value)> query)
    {
        using var api = ConsoleApi.Connect(around);
        var given = string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
        return await api.SendAsync(new ConsoleRequest(HttpMethod.Get, given.Length == 0 ? path : $"{path}?{given}"), call.CancellationToken);
    }
}
