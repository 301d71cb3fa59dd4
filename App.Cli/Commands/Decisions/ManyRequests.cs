using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Import.Requests;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary>All requests of a file, decided by the console or by a document alone.</summary>
internal sealed class ManyRequests(Call call, Surroundings around)
{
    /// <param name="path">The file of requests.</param>
    /// <param name="document">A policy document; null to ask the console.</param>
    /// <param name="revision">The console's revision; null for the newest.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> DecideAsync(string path, string? document, bool isDevelopment, int? revision)
    {
        if (path == "-" && document == "-")
            throw new FormatException("--requests and --file cannot both be standard input: name one of the files");
        var input = await InputFile.ReadAsync(path, around, RequestFile.MaxBytes, "a file of requests", call.CancellationToken);
        var file = RequestFile.Read(input.Text.Span);
        if (!file.Problems.IsEmpty)
            return call.Output.Fail("malformed", $"`{input.Name}` has problems: nothing was decided", [.. file.Problems.Select(Problem.Of)], input.Name);
        var decided = document is null ? await AskAsync(file, revision) : await DecideAsync(file, document, isDevelopment);
        return decided is null ? Output.Failure : Report(file, decided);
    }

    private async Task<IReadOnlyList<ShownDecision>> AskAsync(RequestFile file, int? revision)
    {
        using var api = ConsoleApi.Connect(around);
        var path = "api/v1/decisions" + (revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"?revision={number}") : "");
        var body = new MemoryStream();
        body.Write("{\"requests\":["u8);
        foreach (var (index, asked) in file.Requests.Index())
        {
            if (index > 0)
                body.Write(","u8);
            body.Write(DecisionRequestJson.Write(asked.Request));
        }

        body.Write("]}"u8);
        var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Post, path) { Body = body.ToArray() }, call.CancellationToken);
        var answers = answer.Read<DecisionAnswers>();
        return answers.Decisions.Length == file.Requests.Length && answers.Decisions.All(d => d.Effect is "allow" or "deny")
            ? [.. answers.Decisions.Select(d => ShownDecision.Of(d, answers.Revision))]
            : throw answer.NotUnderstood();
    }

    private async Task<IReadOnlyList<ShownDecision>?> DecideAsync(RequestFile file, string document, bool isDevelopment) =>
        await PolicyLoading.LoadAsync(call, around, document, isDevelopment) is { } policy
            ? [.. DecidedRequest.All(policy, file, around.Clock.GetUtcNow()).Select(d => ShownDecision.Of(d.Decision))]
            : null;

    private int Report(RequestFile file, IReadOnlyList<ShownDecision> decided)
    {
        var allowed = decided.Count(d => d.IsAllowed);
        var lines = file.Requests.Zip(decided, (asked, decision) => string.Create(CultureInfo.InvariantCulture, $"line {asked.Line}: {decision.ToText(isExplained: false)}"));
        var summary = string.Create(CultureInfo.InvariantCulture, $"{allowed} allowed, {decided.Count - allowed} denied");
        var json = new JsonObject
        {
            ["allowed"] = allowed,
            ["denied"] = decided.Count - allowed,
            ["decisions"] = new JsonArray([.. file.Requests.Zip(decided, ToJson)]),
        };
        return call.Output.Answer(allowed == decided.Count ? Output.Success : DecisionCommands.Denied, string.Join('\n', lines.Append(summary)), json);
    }

    private static JsonObject ToJson(FileRequest asked, ShownDecision decision)
    {
        var json = decision.ToJson(isExplained: false);
        json.Insert(0, "line", asked.Line);
        return json;
    }
}
