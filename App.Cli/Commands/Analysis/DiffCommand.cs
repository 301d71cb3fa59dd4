using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;

namespace AccessConsole.Cli.Commands.Analysis;

/// <summary><c>accessctl diff</c>: what changes between any two of revision, draft, document and what was in force at a time.</summary>
internal static class DiffCommand
{
    private const int Changes = 2;

    public static Command Create(Surroundings around)
    {
        var (from, to) = (PolicyArgument("FROM"), PolicyArgument("TO"));
        var development = DocumentOptions.Development();
        var command = new Command("diff", "Show what changes from one policy to another: access and settings. Two documents are compared without a console. Exit 0 nothing, 2 changes, 1 error.") { from, to, development };
        return command.Does(async call =>
        {
            var (one, other) = (call.Arguments.GetRequiredValue(from), call.Arguments.GetRequiredValue(to));
            if (ComparedPolicies.IsNamed(one) || ComparedPolicies.IsNamed(other))
                return await AskAsync(call, around, one, other);
            if (await LocalComparison.LoadAsync(call, around, one, other, call.Arguments.GetValue(development)) is not { } local)
                return Output.Failure;
            var (json, access, configuration) = local.Diff();
            return Report(call.Output, one, other, access, configuration, json);
        });
    }

    public static Argument<string> PolicyArgument(string name) => new(name)
    {
        Description = "`current`, `revision:N`, `draft:ID` or `at:TIME` on the console, or a policy document's file.",
    };

    private static async Task<int> AskAsync(Call call, Surroundings around, string from, string to)
    {
        using var api = ConsoleApi.Connect(around);
        var answer = await api.SendAsync(await ComparedPolicies.RequestAsync("api/v1/policy/diff", from, to, around, call.CancellationToken), call.CancellationToken);
        var diff = answer.Read<DiffAnswer>();
        return Report(call.Output, diff.From, diff.To, diff.Access.Sentences, diff.Configuration.Sentences, answer.Json);
    }

    private static int Report(Output output, string from, string to, IReadOnlyCollection<string> access, IReadOnlyCollection<string> configuration, JsonNode json)
    {
        if (access.Count + configuration.Count == 0)
            return output.Answer(Output.Success, $"nothing differs between {from} and {to}", json);
        string[] lines =
        [
            $"from {from} to {to}",
            .. Section("access", access, "nobody gains or loses access"),
            .. Section("configuration", configuration, "no setting changes"),
        ];
        return output.Answer(Changes, string.Join('\n', lines), json);
    }

    private static IEnumerable<string> Section(string title, IReadOnlyCollection<string> lines, string otherwise) =>
        lines.Count > 0 ? lines.Select(l => $"  {l}").Prepend($"{title}:") : [$"{title}: {otherwise}"];
}
