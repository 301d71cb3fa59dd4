using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl test</c>: runs the tests that a document holds. Needs no console.</summary>
internal static class TestCommand
{
    public static Command Create(Surroundings around)
    {
        var file = DocumentOptions.File();
        var time = new Option<string?>("--time") { Description = "When the requests are made that name no time, such as 2027-01-01T00:00:00Z; now when left out." };
        var junit = new Option<string?>("--junit") { Description = "A file for the results in JUnit's XML, beside the answer." };
        var development = DocumentOptions.Development();
        var command = new Command("test", "Run the tests of a policy document. Exit 0 all pass, 1 a test fails or the document has errors.") { file, time, junit, development };
        return command.Does(async call =>
        {
            var at = call.Arguments.GetValue(time) is { } text ? InstantText.Parse(text) : around.Clock.GetUtcNow();
            var policy = await PolicyLoading.LoadAsync(call, around, call.Arguments.GetRequiredValue(file), call.Arguments.GetValue(development));
            if (policy is null)
                return Output.Failure;
            var results = EmbeddedTests.Run(policy, at);
            if (call.Arguments.GetValue(junit) is { } report)
                await JUnitReport.WriteAsync(report, call.Arguments.GetRequiredValue(file), results, Failure);
            return Report(call.Output, results);
        });
    }

    private static int Report(Output output, ImmutableArray<EmbeddedTestResult> results)
    {
        var failed = results.Count(r => !r.Passed);
        var lines = results.Select(Line).Append($"{results.Length - failed} passed, {failed} failed");
        return output.Answer(failed == 0 ? Output.Success : Output.Failure, string.Join('\n', lines), new JsonObject
        {
            ["passed"] = results.Length - failed,
            ["failed"] = failed,
            ["results"] = new JsonArray([.. results.Select(ToJson)]),
        });
    }

    private static string Line(EmbeddedTestResult result) => result.Passed
        ? $"ok      {result.Test.Name}"
        : $"FAILED  {result.Test.Name}: {Failure(result)}";

    private static string Failure(EmbeddedTestResult result) =>
        $"expected {Name(result.Test.Expect)}, got {Name(result.Decision.Effect)} ({Why(result.Decision)})";

    private static string Why(Decision decision) =>
        (decision.Grant ?? decision.Detail) is { } what ? $"{decision.Reason.Name()}: {what}"
        : decision.Near is [var nearest, ..] ? $"{decision.Reason.Name()}; nearest is `{nearest.Grant}`, {nearest.Failed}: {nearest.Detail}"
        : decision.Reason.Name();

    private static JsonObject ToJson(EmbeddedTestResult result) => new()
    {
        ["name"] = result.Test.Name,
        ["passed"] = result.Passed,
        ["expected"] = Name(result.Test.Expect),
        ["effect"] = Name(result.Decision.Effect),
        ["reason"] = result.Decision.Reason.Name(),
        ["grant"] = result.Decision.Grant,
    };

    private static string Name(Effect effect) => effect switch
    {
        Effect.Allow => "allow",
        Effect.Deny => "deny",
    };
}
