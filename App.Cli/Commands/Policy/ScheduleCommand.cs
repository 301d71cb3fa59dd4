using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl schedule</c>: when a submitted draft publishes itself.</summary>
internal static class ScheduleCommand
{
    public static Command Create(Surroundings around)
    {
        var draft = new Argument<Guid>("DRAFT") { Description = "The draft's id, as `apply` prints it." };
        var at = new Option<string?>("--at") { Description = "When, such as 2027-01-01T09:00:00Z; at most 30 days ahead." };
        var digest = new Option<string?>("--digest") { Description = "Of the review that was seen, so that nothing else is published; whatever stands when left out." };
        var staged = new Option<bool>("--staged") { Description = "Publish it to the first stage of each environment that has stages." };
        var cancel = new Option<bool>("--cancel") { Description = "Take the time back." };
        var command = new Command("schedule", "Set when a submitted draft publishes itself, by this token and with the approvals that are there by then. Exit 0 set or taken back, 1 error.")
        {
            draft, at, digest, staged, cancel,
        };
        return command.Does(async call =>
        {
            var (id, when) = (call.Arguments.GetRequiredValue(draft), call.Arguments.GetValue(at));
            if (call.Arguments.GetValue(cancel) == when is not null)
                throw new FormatException("say when with --at, or take the time back with --cancel");
            using var api = ConsoleApi.Connect(around);
            var path = $"api/v1/drafts/{id}/schedule";
            if (when is null)
            {
                var taken = await api.SendAsync(new ConsoleRequest(HttpMethod.Delete, path), call.CancellationToken);
                return call.Output.Succeed($"draft {id} is not published by itself any more", taken.Json);
            }

            var body = new JsonObject { ["at"] = InstantText.Print(InstantText.Parse(when)), ["digest"] = call.Arguments.GetValue(digest) };
            if (call.Arguments.GetValue(staged))
                body["staged"] = true;
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Put, path) { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) }, call.CancellationToken);
            return call.Output.Succeed($"draft {id} is published at {body["at"]}, if all is well then", answer.Json);
        });
    }
}
