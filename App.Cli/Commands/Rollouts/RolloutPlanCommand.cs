using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary><c>accessctl rollout plan</c>: the stages of environments.</summary>
internal static class RolloutPlanCommand
{
    private const string Path = "api/v1/rollouts/plans";
    private const int MaxBytes = 1 << 20;

    public static Command Create(Surroundings around) => new("plan", "The stages in which publishes may go to an environment.") { Get(around), Set(around), Remove(around) };

    private static Command Get(Surroundings around)
    {
        var environment = new Option<string?>("--environment") { Description = "Only this one." };
        return new Command("get", "Show the stages of environments. Exit 0 shown, 1 error.") { environment }.Does(async call =>
        {
            using var api = ConsoleApi.Connect(around);
            if (call.Arguments.GetValue(environment) is { } one)
            {
                var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, PathOf(one)), call.CancellationToken);
                return call.Output.Succeed(Text(answer.Read<RolloutPlanAnswer>()), answer.Json);
            }

            var all = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, Path), call.CancellationToken);
            var plans = all.Read<RolloutPlanAnswer[]>();
            return call.Output.Succeed(plans.Length == 0 ? "no environment has stages: publishes go to everybody at once" : string.Join('\n', plans.Select(Text)), all.Json);
        });
    }

    private static Command Set(Surroundings around)
    {
        var environment = Environment();
        var file = new Argument<string>("FILE") { Description = "The plan in JSON, as `get -o json` prints it; `-` for standard input." };
        return new Command("set", "Set the stages of an environment, for publishes from now on. Exit 0 set, 1 error.") { file, environment }.Does(async call =>
        {
            var plan = await InputFile.ReadAsync(call.Arguments.GetRequiredValue(file), around, MaxBytes, "a plan", call.CancellationToken);
            using var api = ConsoleApi.Connect(around);
            var request = new ConsoleRequest(HttpMethod.Put, PathOf(call.Arguments.GetRequiredValue(environment))) { Body = plan.Text, Document = plan.Name };
            var answer = await api.SendAsync(request, call.CancellationToken);
            return call.Output.Succeed(Text(answer.Read<RolloutPlanAnswer>()), answer.Json);
        });
    }

    private static Command Remove(Surroundings around)
    {
        var environment = Environment();
        return new Command("remove", "Remove the stages of an environment: publishes go to everybody at once. Exit 0 removed, 1 error.") { environment }.Does(async call =>
        {
            using var api = ConsoleApi.Connect(around);
            var name = call.Arguments.GetRequiredValue(environment);
            await api.SendAsync(new ConsoleRequest(HttpMethod.Delete, PathOf(name)), call.CancellationToken);
            return call.Output.Succeed($"publishes go to everybody in {name} at once", new JsonObject { ["environment"] = name });
        });
    }

    private static Option<string> Environment() => new("--environment") { Description = "Of which environment.", Required = true };

    private static string PathOf(string environment) => $"{Path}/{Uri.EscapeDataString(environment)}";

    private static string Text(RolloutPlanAnswer plan) => $"{plan.Environment}: {string.Join("; ", plan.Stages.Select(Text))}; then the rest";

    private static string Text(RolloutStageAnswer stage) =>
        $"{stage.Name} ({string.Join(", ", stage.Labels.Select(label => $"{label.Key}={label.Value}"))}), on {stage.Advance switch
        {
            "byTime" => string.Create(CultureInfo.InvariantCulture, $"after {stage.AfterSeconds} s"),
            "onHealth" => string.Create(CultureInfo.InvariantCulture, $"after {stage.AfterSeconds} s if healthy"),
            _ => "by hand",
        }}";
}
