using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary><c>accessctl request ask</c>.</summary>
internal static class AskCommand
{
    private const int Changes = 2;

    private static readonly string[] Members = ["branches", "tags", "sources", "queues", "clusters", "steps"];

    public static Command Create(Surroundings around)
    {
        var pipeline = new Option<string?>("--pipeline") { Description = "The pipeline that needs the access; or" };
        var workload = new Option<string?>("--workload") { Description = "the workload." };
        var role = new Option<string>("--role") { Description = "What it may do.", Required = true };
        var environment = new Option<string>("--environment") { Description = "Where.", Required = true };
        var duration = new Option<string>("--for") { Description = "For how long, from the last approval on: such as 90m or 4h.", Required = true };
        var reason = new Option<string?>("--reason") { Description = "What it is for; approvers read it." };
        var conditions = Members.Select(member => new Option<string[]>($"--{member}") { Description = $"Only from these {member}: exact, or a prefix ending in *.", AllowMultipleArgumentsPerToken = true }).ToArray();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what it would open and who would have to approve it, and ask for nothing." };
        var command = new Command("ask", "Ask for access for a time. Exit 0 asked, with --dry-run 2 it can be asked for, 1 error.") { pipeline, workload, role, environment, duration, reason, dryRun };
        foreach (var condition in conditions)
            command.Add(condition);
        return command.Does(async call =>
        {
            var isDryRun = call.Arguments.GetValue(dryRun);
            if (!isDryRun && string.IsNullOrWhiteSpace(call.Arguments.GetValue(reason)))
                throw new FormatException("say with --reason what the access is for");
            var when = new JsonObject();
            foreach (var (member, option) in Members.Zip(conditions))
            {
                if (call.Arguments.GetValue(option) is { Length: > 0 } patterns)
                    when[member] = new JsonArray([.. patterns.Select(p => JsonValue.Create(p))]);
            }

            var body = new JsonObject
            {
                ["pipeline"] = call.Arguments.GetValue(pipeline),
                ["workload"] = call.Arguments.GetValue(workload),
                ["role"] = call.Arguments.GetRequiredValue(role),
                ["environment"] = call.Arguments.GetRequiredValue(environment),
                ["duration"] = call.Arguments.GetRequiredValue(duration),
                ["reason"] = call.Arguments.GetValue(reason),
                ["when"] = when.Count > 0 ? when : null,
            };
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(ConsoleRequest.Post(isDryRun ? "api/v1/requests/check" : "api/v1/requests", body), call.CancellationToken);
            return isDryRun ? Preview(call, answer) : call.Output.Succeed(Asked(answer.Read<RequestAnswer>()), answer.Json);
        });
    }

    private static int Preview(Call call, ConsoleAnswer answer)
    {
        var preview = answer.Read<RequestPreviewAnswer>();
        string[] lines =
        [
            .. preview.Access,
            .. preview.Approvals.Select(RequestText.Approvals),
            .. preview.Standing.Select(grant => $"granted already, in whole or in part, by `{grant}`"),
            .. preview.Problems.Select(p => $"{p.Severity}: {p.Message}"),
        ];
        return call.Output.Answer(preview.CanBeAsked ? Changes : 1, string.Join('\n', lines), answer.Json);
    }

    private static string Asked(RequestAnswer request) =>
        $"request {request.Id} waits for approval until {InstantText.Print(request.LapsesAt)}; the {request.Duration} begin with the last approval";
}
