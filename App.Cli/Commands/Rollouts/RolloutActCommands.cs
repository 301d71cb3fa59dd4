using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary><c>accessctl rollout promote</c>, <c>halt</c>, <c>resume</c> and <c>take-back</c>.</summary>
internal static class RolloutActCommands
{
    public static Command Promote(Surroundings around) => Act(around, "promote", "Release the publish that is under way in an environment to its next stage.");

    public static Command Halt(Surroundings around)
    {
        var reason = new Option<string?>("--reason") { Description = "Why, for everybody to read." };
        var command = Act(around, "halt", "Keep the publish that is under way where it is, until somebody says otherwise.", reason);
        command.Options.Add(reason);
        return command;
    }

    public static Command Resume(Surroundings around) => Act(around, "resume", "Let a halted publish go on by its plan.");

    public static Command TakeBack(Surroundings around) => Act(around, "take-back", "Publish the opposite to everybody at once, where that lets nobody in.");

    private static Command Act(Surroundings around, string act, string description, Option<string?>? reason = null)
    {
        var environment = new Option<string>("--environment") { Description = "Where the publish is under way.", Required = true };
        var stage = new Option<string?>("--stage") { Description = "The stage at which it is thought to be: refuse if it is at another. Wherever it is found when left out." };
        return new Command(act, $"{description} Exit 0 done, 1 error.") { environment, stage }.Does(async call =>
        {
            using var api = ConsoleApi.Connect(around);
            var found = await FindAsync(api, call.Arguments.GetRequiredValue(environment), call.CancellationToken);
            // What was seen is what is acted on: somebody else may be at it.
            var body = new JsonObject { ["stage"] = call.Arguments.GetValue(stage) ?? found.Stage, ["reason"] = reason is null ? null : call.Arguments.GetValue(reason) };
            var answer = await api.SendAsync(ConsoleRequest.Post($"api/v1/rollouts/{found.Revision}/{Uri.EscapeDataString(found.Environment)}/{act}", body), call.CancellationToken);
            return call.Output.Succeed(StagedRolloutText.Of(answer.Read<StagedRolloutAnswer>()), answer.Json);
        });
    }

    private static async Task<StagedRolloutAnswer> FindAsync(ConsoleApi api, string environment, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, $"api/v1/rollouts/staged?live=true&environment={Uri.EscapeDataString(environment)}"), cancellationToken);
        return answer.Read<StagedRolloutAnswer[]>() is [var found, ..]
            ? found
            : throw new FormatException($"no publish is under way in stages in `{environment}`");
    }
}
