using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Tokens;

/// <summary><c>accessctl token list</c>: every token, without its text.</summary>
internal static class ListTokensCommand
{
    private const int PageSize = 1000;

    public static Command Create(Surroundings around) => new Command("list", "List the tokens, without their texts.").Does(async call =>
    {
        using var api = ConsoleApi.Connect(around);
        var (tokens, json) = await LoadAsync(api, call.CancellationToken);
        var now = around.Clock.GetUtcNow();
        return call.Output.Succeed(tokens.Count == 0 ? "no tokens" : string.Join('\n', tokens.Select(t => Line(t, now))), json);
    });

    private static async Task<(List<ListedToken> Tokens, JsonArray Json)> LoadAsync(ConsoleApi api, CancellationToken cancellationToken)
    {
        var (tokens, json) = (new List<ListedToken>(), new JsonArray());
        Guid? after = null;
        ConsoleAnswer answer;
        do
        {
            answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, $"api/v1/tokens?limit={PageSize}{(after is null ? "" : $"&after={after}")}"), cancellationToken);
            var page = answer.Read<List<ListedToken>>();
            // A page that goes on without an end would be asked for forever.
            if (answer.HasMore && (page.Count == 0 || page[^1].Id == after))
                throw answer.NotUnderstood();
            tokens.AddRange(page);
            foreach (var token in answer.Json.AsArray())
                json.Add(token!.DeepClone());
            after = page.LastOrDefault()?.Id;
        }
        while (answer.HasMore);
        return (tokens, json);
    }

    private static string Line(ListedToken token, DateTimeOffset now)
    {
        var reach = token.Kind == "puller" ? $"{token.Environment}/{token.Target}/{token.Service ?? "*"}"
            : token.Kind == "decide" ? $"{token.Environment}/{token.Service ?? "*"}"
            : $"{token.Role} in {(token.Environments is { Length: > 0 } some ? string.Join(", ", some) : "all environments")}{Services(token)}";
        return $"{token.Id}  {token.Kind,-6}  {State(token, now)}  {reach}  {token.SpiffeId ?? $"{token.Prefix}…"}  by {token.Owner}";
    }

    private static string Services(ListedToken token) =>
        token.ServiceLabels is { Count: > 0 } labels ? $" for services with {string.Join(" and ", labels.Select(l => $"{l.Key}={string.Join(" or ", l.Value)}"))}" : "";

    private static string State(ListedToken token, DateTimeOffset now) =>
        token.RevokedAt is { } revoked ? $"revoked {InstantText.Print(revoked)}"
        : token.ExpiresAt <= now ? $"expired {InstantText.Print(token.ExpiresAt)}"
        : $"until {InstantText.Print(token.ExpiresAt)}";
}
