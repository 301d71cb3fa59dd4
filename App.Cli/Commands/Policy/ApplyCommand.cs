using System.CommandLine;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl apply</c>: makes a document the policy, or a draft of it.</summary>
internal static class ApplyCommand
{
    private const int ApprovalsMissing = 2;

    public static Command Create(Surroundings around)
    {
        var file = DocumentOptions.File();
        var publish = new Option<bool>("--publish") { Description = "Publish it as the next revision; without, it is kept as a draft." };
        var staged = new Option<bool>("--staged") { Description = "Publish it to the first stage of each environment that has stages; with --publish." };
        var ifMatch = new Option<int?>("--if-match") { Description = "The revision that the document was made from: refuse if it is not the newest any more." };
        var title = new Option<string?>("--title") { Description = "What the change is called, in one line: the draft's title and the revision's summary. Without, what it does to access." };
        var command = new Command("apply", "Make a policy document a draft or the next revision. Exit 0 done, 2 approvals missing, 1 error.") { file, publish, staged, ifMatch, title };
        return command.Does(async call =>
        {
            if (call.Arguments.GetValue(ifMatch) is < 0)
                throw new FormatException("--if-match is below zero: give a revision");
            if (call.Arguments.GetValue(staged) && !call.Arguments.GetValue(publish))
                throw new FormatException("--staged says how to publish: give --publish too");
            var document = await PolicyFile.ReadAsync(call.Arguments.GetRequiredValue(file), around, call.CancellationToken);
            using var api = ConsoleApi.Connect(around);
            var request = new ConsoleRequest(HttpMethod.Put, "api/v1/policy" + Query(call.Arguments.GetValue(publish), call.Arguments.GetValue(staged), call.Arguments.GetValue(title)))
            {
                Body = document.Text,
                ContentType = document.ContentType,
                IfMatch = call.Arguments.GetValue(ifMatch),
                Document = document.Name,
            };
            return await SubmitAsync(call, api, request);
        });
    }

    private static string Query(bool publish, bool staged, string? title)
    {
        string[] parts = [.. publish ? ["publish=true"] : (string[])[], .. staged ? ["staged=true"] : (string[])[], .. title is null ? (string[])[] : [$"title={Uri.EscapeDataString(title)}"]];
        return parts.Length == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    private static async Task<int> SubmitAsync(Call call, ConsoleApi api, ConsoleRequest request)
    {
        try
        {
            var answer = await api.SendAsync(request, call.CancellationToken);
            var submission = answer.Read<Submission>();
            call.Output.List(request.Document, submission.Problems);
            return call.Output.Succeed(Sentence(submission, answer), answer.Json);
        }
        catch (ConsoleException e) when (e is { Code: "approvals_missing", Refusal: { } refusal })
        {
            call.Output.List(request.Document, e.Problems ?? []);
            return call.Output.Answer(ApprovalsMissing, $"draft {refusal["draft"]} waits for approval: {e.Message}", refusal);
        }
    }

    private static string Sentence(Submission submission, ConsoleAnswer answer) => submission switch
    {
        { Draft: { } draft } => $"draft {draft} is kept and not in force: --publish publishes",
        { Revision: { } revision, Changed: true } => $"revision {revision} is published",
        { Revision: { } revision } => $"no change: revision {revision} says the same",
        _ => throw answer.NotUnderstood(),
    };
}
