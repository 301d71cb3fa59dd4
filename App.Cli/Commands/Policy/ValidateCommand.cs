using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl validate</c>: is each file a policy? Needs no console.</summary>
internal static class ValidateCommand
{
    public static Command Create(Surroundings around)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Policy documents, YAML or JSON, each a whole policy; `-` reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var development = DocumentOptions.Development();
        var command = new Command("validate", "Find everything that is wrong with policy documents. Exit 0 valid, 1 errors.") { files, development };
        return command.Does(async call =>
        {
            var results = new List<Result>();
            foreach (var path in call.Arguments.GetRequiredValue(files))
                results.Add(await ValidateAsync(path, call, around, call.Arguments.GetValue(development)));
            return Report(call.Output, results);
        });
    }

    private static async Task<Result> ValidateAsync(string path, Call call, Surroundings around, bool isDevelopment)
    {
        var file = await PolicyFile.ReadAsync(path, around, call.CancellationToken);
        var found = file.Check(isDevelopment, around.Clock.GetUtcNow()).Problems;
        return new Result(file.Name, found.Count(p => p.Severity == Severity.Error), [.. found.Select(Problem.Of)]);
    }

    private static int Report(Output output, List<Result> results)
    {
        foreach (var result in results)
            output.List(result.File, result.Problems);
        return output.Answer(
            results.TrueForAll(r => r.Errors == 0) ? Output.Success : Output.Failure,
            string.Join('\n', results.Select(r => r.Sentence)),
            new JsonObject { ["files"] = new JsonArray([.. results.Select(r => r.ToJson())]) });
    }

    private sealed record Result(string File, int Errors, IReadOnlyList<Problem> Problems)
    {
        public string Sentence => $"{File}: {(Errors == 0 ? "valid" : Counted(Errors, "error"))}{(Warnings == 0 ? "" : $", {Counted(Warnings, "warning")}")}";

        private int Warnings => Problems.Count - Errors;

        public JsonObject ToJson() => new() { ["file"] = File, ["valid"] = Errors == 0, ["problems"] = Problem.ToJson(Problems) };

        private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
    }
}
