using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.LeastPrivilege;

/// <summary><c>accessctl narrow</c>: grants down to what was seen of them.</summary>
internal static class NarrowCommand
{
    private const int Changes = 2;

    public static Command Create(Surroundings around)
    {
        var grants = new Argument<string[]>("GRANT") { Description = "The grants.", Arity = ArgumentArity.OneOrMore };
        var days = UseOptions.Days();
        var draft = new Option<bool>("--draft") { Description = "Make a draft of it, which is reviewed as any other." };
        var command = new Command("narrow", "What narrowing grants to what was seen would take away, replayed against the log. Exit 2 something would, 0 nothing or drafted, 1 error.") { grants, days, draft };
        return command.Does(async call =>
        {
            var body = new JsonObject
            {
                ["grants"] = new JsonArray([.. call.Arguments.GetRequiredValue(grants).Select(grant => JsonValue.Create(grant))]),
                ["days"] = call.Arguments.GetValue(days),
            };
            using var api = ConsoleApi.Connect(around);
            if (!call.Arguments.GetValue(draft))
            {
                var checkedAnswer = await api.SendAsync(ConsoleRequest.Post("api/v1/least-privilege/narrowing/check", body), call.CancellationToken);
                var narrowing = checkedAnswer.Read<NarrowingAnswer>();
                return call.Output.Answer(narrowing.Replay is null ? Output.Success : Changes, string.Join('\n', Lines(narrowing)), checkedAnswer.Json);
            }

            var answer = await api.SendAsync(ConsoleRequest.Post("api/v1/least-privilege/narrowing", body), call.CancellationToken);
            return call.Output.Succeed($"draft {answer.Read<DraftedAnswer>().Draft}: {answer.Read<DraftedAnswer>().Title}", answer.Json);
        });
    }

    private static IEnumerable<string> Lines(NarrowingAnswer answer)
    {
        foreach (var grant in answer.Grants)
            yield return $"{grant.Name}: {Text(grant)}";
        if (answer.Replay is { } replay)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"would have denied {replay.Denied:N0} of {replay.Calls:N0} calls{(replay.IsWhole ? "" : ", not all of which are kept")}");
            foreach (var call in replay.Examples)
                yield return string.Create(CultureInfo.InvariantCulture, $"  {call.Count:N0} × {call.Principal ?? "somebody unknown"} {call.Method} {call.Path} at {call.Service} in {call.Environment}");
        }

        if (answer.OnlyCloses)
            yield return "the access diff opens nothing";
        foreach (var sentence in answer.Access)
            yield return sentence;
    }

    private static string Text(NarrowedAnswer grant)
    {
        if (grant.Stays is { } why)
            return $"stays, {why}";
        if (grant.Ends)
            return "ends, nothing used it";
        string[] parts =
        [
            .. grant.Methods.Select(method => $"without {method}"), .. grant.Paths.Select(path => $"without the path {path}"), .. grant.Permissions.Select(permission => $"without {permission}"),
            .. grant.Refs is { } refs ? [$"branches {List(refs.NewBranches)} instead of {List(refs.Branches)}, tags {List(refs.NewTags)} instead of {List(refs.Tags)}"] : Array.Empty<string>(),
        ];
        return string.Join("; ", parts);
    }

    private static string List(IReadOnlyCollection<string> patterns) => patterns.Count == 0 ? "(none named)" : string.Join(' ', patterns);
}
