using System.CommandLine;
using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary><c>accessctl decisions</c>: what engines decided, newest first, or as it comes in.</summary>
internal static class DecisionsCommand
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 100_000;

    public static Command Create(Surroundings around)
    {
        var options = new DecisionLogOptions();
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest.", DefaultValueFactory = _ => DefaultLimit };
        var follow = new Option<bool>("--follow") { Description = "Show the newest in the order of time, and go on with what comes in until it is told to stop." };
        var command = new Command("decisions", "What engines decided: a line each, the newest first; with -o json a JSON object each.") { limit, follow };
        foreach (var option in options.All)
            command.Add(option);
        return command.Does(async call =>
        {
            var most = call.Arguments.GetValue(limit);
            if (most is < 1 or > LargestLimit)
                throw new FormatException($"--limit is not a whole number from 1 to {LargestLimit.ToString(CultureInfo.InvariantCulture)}");
            var isFollowed = call.Arguments.GetValue(follow);
            if (isFollowed && options.HasEnd(call.Arguments))
                throw new FormatException("--follow and --until exclude each other: what comes in has no end");
            var query = options.ToQuery(call.Arguments);
            using var api = ConsoleApi.Connect(around);
            var pages = new DecisionPages(api, query);
            return isFollowed ? await new FollowedDecisions(pages, call, around).RunAsync(most) : await ListAsync(pages, call, most);
        });
    }

    private static async Task<int> ListAsync(DecisionPages pages, Call call, int most)
    {
        var (found, hasMore) = await pages.ReadAsync(most, (_, _) => false, call.CancellationToken);
        if (found.Count == 0)
            call.Output.Note("the log holds no such decision that your roles reach");
        else
            call.Output.Each(DecisionTable.Of(found.Select(listed => listed.Decision)), found.Select(listed => listed.Json));
        if (hasMore)
            call.Output.Note(string.Create(CultureInfo.InvariantCulture, $"these are the newest {most}: --limit shows more, --until earlier ones"));
        return Output.Success;
    }
}
