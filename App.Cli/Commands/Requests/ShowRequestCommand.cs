using System.CommandLine;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary><c>accessctl request show</c>.</summary>
internal static class ShowRequestCommand
{
    public static Command Create(Surroundings around)
    {
        var id = RequestActCommands.Id();
        var command = new Command("show", "One request: what it opens exactly, and whose approvals it needs.") { id };
        return command.Does(async call =>
        {
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, $"api/v1/requests/{call.Arguments.GetRequiredValue(id)}"), call.CancellationToken);
            var sight = answer.Read<RequestSightAnswer>();
            string[] lines =
            [
                RequestText.Line(sight.Request), $"reason: {sight.Request.Reason}", .. sight.Access, .. sight.Approvals.Select(RequestText.Approvals),
                .. sight.Problem is { } problem ? [problem] : Array.Empty<string>(),
            ];
            return call.Output.Succeed(string.Join('\n', lines), answer.Json);
        });
    }
}
