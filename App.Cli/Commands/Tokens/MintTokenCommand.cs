using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Tokens;

/// <summary><c>accessctl token mint</c>: a token as Buildkite would give it to a job of a sample pipeline; prints it alone, for use in a command line.</summary>
internal static class MintTokenCommand
{
    public static Command Create(Surroundings around)
    {
        (string Member, Option<string?> Option)[] members =
        [
            ("pipeline", new("--pipeline") { Description = "The sample's pipeline.", Required = true }),
            ("environment", new("--environment") { Description = "Where the service is called.", Required = true }),
            ("service", new("--service") { Description = "The service called.", Required = true }),
            ("branch", new("--branch") { Description = "The build's branch; main when left out." }),
            ("tag", new("--tag") { Description = "The build's tag." }),
            ("source", new("--source") { Description = "What started the build; webhook when left out." }),
            ("queue", new("--queue") { Description = "The queue's key." }),
            ("cluster", new("--cluster") { Description = "The cluster's name." }),
            ("step", new("--step") { Description = "The step's key." }),
        ];
        var command = new Command("mint", "Mint a demo token, as Buildkite would for a job: in Development with the sample organisation only.");
        foreach (var (_, option) in members)
            command.Add(option);
        return command.Does(async call =>
        {
            var body = new JsonObject();
            foreach (var (member, option) in members)
            {
                if (call.Arguments.GetValue(option) is { } value)
                    body[member] = value;
            }

            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(ConsoleRequest.Post("api/v1/demo/tokens", body), call.CancellationToken);
            return call.Output.Succeed(answer.Read<MintedToken>().Token, answer.Json);
        });
    }
}
