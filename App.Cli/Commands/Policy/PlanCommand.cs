using System.CommandLine;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl plan</c>: what a document would change, as the console reviews it; nothing is stored.</summary>
internal static class PlanCommand
{
    private const int Changes = 2;

    public static Command Create(Surroundings around)
    {
        var file = DocumentOptions.File();
        var artefacts = new Option<bool>("--artefacts") { Description = "Also show what each engine's own configuration gains and loses." };
        var command = new Command("plan", "Show what a policy document would change on the console. Exit 0 no change, 2 changes, 1 error or nothing that may be published.") { file, artefacts };
        return command.Does(async call =>
        {
            var document = await PolicyFile.ReadAsync(call.Arguments.GetRequiredValue(file), around, call.CancellationToken);
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(
                new ConsoleRequest(HttpMethod.Post, call.Arguments.GetValue(artefacts) ? "api/v1/policy/check?artefacts=true" : "api/v1/policy/check") { Body = document.Text, ContentType = document.ContentType, Document = document.Name },
                call.CancellationToken);
            var review = answer.Read<Review>();
            call.Output.List(document.Name, review.Problems);
            return call.Output.Answer(ExitCode(review), PlanText.Of(review), answer.Json);
        });
    }

    private static int ExitCode(Review review) => !review.Publishable ? Output.Failure : review.Changed ? Changes : Output.Success;
}
