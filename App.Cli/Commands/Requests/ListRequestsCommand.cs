using System.CommandLine;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary><c>accessctl request list</c>.</summary>
internal static class ListRequestsCommand
{
    private const int MaxLines = 1000;

    public static Command Create(Surroundings around)
    {
        var view = new Option<string?>("--view") { Description = "Only those that are waiting, in-force or ended." };
        var mine = new Option<bool>("--mine") { Description = "Only those that the token's owner asked for." };
        var command = new Command("list", "Requests for access, newest first.") { view, mine };
        return command.Does(async call =>
        {
            var query = $"api/v1/requests?limit={MaxLines}&view={Uri.EscapeDataString(call.Arguments.GetValue(view) ?? "")}{(call.Arguments.GetValue(mine) ? "&mine=true" : "")}";
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, query), call.CancellationToken);
            var requests = answer.Read<RequestAnswer[]>();
            var text = requests.Length == 0 ? "there are no such requests" : string.Join('\n', requests.Select(RequestText.Line));
            return call.Output.Succeed(answer.HasMore ? $"{text}\nthese are the newest {MaxLines}: the API has the rest" : text, answer.Json);
        });
    }
}
