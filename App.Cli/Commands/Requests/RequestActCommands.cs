using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary><c>accessctl request withdraw</c>, <c>extend</c> and <c>end</c>.</summary>
internal static class RequestActCommands
{
    public static Argument<Guid> Id() => new("ID") { Description = "The request's id, as `request list` shows it." };

    public static Command Withdraw(Surroundings around)
    {
        var id = Id();
        return new Command("withdraw", "Take back a request, or the ask for more time, while it waits for approval.") { id }
            .Does(call => SendAsync(call, around, call.Arguments.GetRequiredValue(id), "withdraw", [], request => $"request {request.Id} is withdrawn"));
    }

    public static Command Extend(Surroundings around)
    {
        var id = Id();
        var duration = new Option<string>("--for") { Description = "How much longer, from its present end on: such as 30m or 2h.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why; approvers read it.", Required = true };
        return new Command("extend", "Ask that access in force lasts longer; it is approved as the access was.") { id, duration, reason }.Does(call => SendAsync(
            call, around, call.Arguments.GetRequiredValue(id), "extension",
            new JsonObject { ["duration"] = call.Arguments.GetRequiredValue(duration), ["reason"] = call.Arguments.GetRequiredValue(reason) },
            request => $"more time for request {request.Id} waits for approval"));
    }

    public static Command End(Surroundings around)
    {
        var id = Id();
        var reason = new Option<string?>("--reason") { Description = "Why, for everybody to read." };
        return new Command("end", "Take access in force back now, without approvals: for whoever asked for it, and for approvers and admins there.") { id, reason }.Does(call => SendAsync(
            call, around, call.Arguments.GetRequiredValue(id), "end", new JsonObject { ["reason"] = call.Arguments.GetValue(reason) }, request => $"the access of request {request.Id} is taken back"));
    }

    private static async Task<int> SendAsync(Call call, Surroundings around, Guid id, string act, JsonObject body, Func<RequestAnswer, string> done)
    {
        using var api = ConsoleApi.Connect(around);
        var answer = await api.SendAsync(ConsoleRequest.Post($"api/v1/requests/{id}/{act}", body), call.CancellationToken);
        return call.Output.Succeed(done(answer.Read<RequestAnswer>()), answer.Json);
    }
}
