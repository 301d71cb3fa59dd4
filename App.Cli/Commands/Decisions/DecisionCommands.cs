using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary><c>accessctl check</c> and <c>explain</c>: one decision, by the console or by a document alone.</summary>
internal static class DecisionCommands
{
    public const int Denied = 3;

    public static Command Check(Surroundings around)
    {
        var requests = new Option<string?>("--requests") { Description = "Decide all requests of this file: CSV, JSON, JSON lines or YAML; `-` reads standard input." };
        return Create("check", "Decide one request, or all of a file. Exit 0 allow, 3 deny (of any), 1 error.", around, isExplained: false, requests);
    }

    public static Command Explain(Surroundings around) =>
        Create("explain", "Decide one request and, if it is denied, say what the nearest grants lack and what to do. Exit 0 allow, 3 deny, 1 error.", around, isExplained: true);

    private static Command Create(string name, string description, Surroundings around, bool isExplained, Option<string?>? requests = null)
    {
        var file = new Option<string?>("--file") { Description = "Decide by this policy document, without a console; `-` reads standard input." };
        var development = DocumentOptions.Development();
        var revision = new Option<int?>("--revision") { Description = "Decide by this revision of the console's; the newest when left out." };
        var options = new DecisionOptions();
        var command = new Command(name, description) { file, development, revision };
        foreach (var option in options.All)
            command.Add(option);
        if (requests is not null)
            command.Add(requests);
        return command.Does(async call =>
        {
            var (path, at) = (call.Arguments.GetValue(file), call.Arguments.GetValue(revision));
            if (path is not null && at is not null)
                throw new FormatException("--file and --revision exclude each other: a document has no revisions");
            if (requests is not null && call.Arguments.GetValue(requests) is { } many)
            {
                if (options.Given(call.Arguments) is { } given)
                    throw new FormatException($"--requests and {given} exclude each other: each request of the file says it");
                return await new ManyRequests(call, around).DecideAsync(many, path, call.Arguments.GetValue(development), at);
            }

            var request = options.ToJson(call.Arguments);
            var shown = path is null
                ? await AskAsync(call, around, request, at)
                : await DecideAsync(call, around, request, path, call.Arguments.GetValue(development));
            return shown is null ? Output.Failure : Report(call.Output, isExplained ? shown : shown with { Near = [] }, isExplained);
        });
    }

    private static async Task<ShownDecision?> AskAsync(Call call, Surroundings around, byte[] request, int? revision)
    {
        using var api = ConsoleApi.Connect(around);
        var path = "api/v1/decisions" + (revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"?revision={number}") : "");
        var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Post, path) { Body = (byte[])[.. "{\"requests\":["u8, .. request, .. "]}"u8] }, call.CancellationToken);
        return answer.Read<DecisionAnswers>() is { Decisions: [{ Effect: "allow" or "deny" } decision], Revision: var decidedBy }
            ? ShownDecision.Of(decision, decidedBy)
            : throw answer.NotUnderstood();
    }

    private static async Task<ShownDecision?> DecideAsync(Call call, Surroundings around, byte[] request, string path, bool isDevelopment)
    {
        using var json = JsonDocument.Parse(request);
        var (read, problems) = DecisionRequestJson.Read(json.RootElement);
        if (read is null || problems.Length > 0)
        {
            call.Output.Fail("malformed", "the request is malformed", [.. problems.Select(Problem.Of)]);
            return null;
        }

        var policy = await PolicyLoading.LoadAsync(call, around, path, isDevelopment);
        return policy is null ? null : ShownDecision.Of(Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, read, around.Clock.GetUtcNow())));
    }

    private static int Report(Output output, ShownDecision decision, bool isExplained) =>
        output.Answer(decision.IsAllowed ? Output.Success : Denied, decision.ToText(isExplained), decision.ToJson(isExplained));
}
