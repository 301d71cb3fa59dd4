using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary>Reads the log backwards, page by page.</summary>
internal sealed class DecisionPages(ConsoleApi api, string query)
{
    private const int LargestPage = 1_000;

    /// <summary>The newest first, up to a number.</summary>
    /// <param name="isEnough">Asked after each page, of all that was read and of the page alone: whether what is older is of no interest.</param>
    /// <returns>Them, and whether there are more that were not read.</returns>
    public async Task<(IReadOnlyList<ListedDecision> Decisions, bool HasMore)> ReadAsync(int most, Func<IReadOnlyList<ListedDecision>, IReadOnlyList<ListedDecision>, bool> isEnough, CancellationToken cancellationToken)
    {
        var found = new List<ListedDecision>();
        while (true)
        {
            var size = Math.Min(most - found.Count, LargestPage);
            var after = found.Count == 0 ? "" : $"&after={Uri.EscapeDataString(found[^1].Decision.Id)}";
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/v1/decisions/log?limit={size}{query}{after}")), cancellationToken);
            var page = PageOf(answer);
            found.AddRange(page);
            if (!answer.HasMore || page.Count == 0 || isEnough(found, page))
                return (found, false);
            if (found.Count >= most)
                return (found, true);
        }
    }

    private static List<ListedDecision> PageOf(ConsoleAnswer answer)
    {
        var decisions = answer.Read<IReadOnlyList<LoggedDecisionAnswer>>();
        return [.. decisions.Zip(answer.Json.AsArray(), (decision, json) => new ListedDecision(decision, json!))];
    }
}

/// <param name="Json">As the console answered it.</param>
internal sealed record ListedDecision(LoggedDecisionAnswer Decision, JsonNode Json);
