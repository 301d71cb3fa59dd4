using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Tokens;

/// <summary><c>accessctl token revoke</c>: ends a token at once.</summary>
internal static class RevokeTokenCommand
{
    public static Command Create(Surroundings around)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, as `token list` shows it; never its text." };
        return new Command("revoke", "End a token at once.") { id }.Does(async call =>
        {
            // What is no id may be a token's text by mistake: it is not repeated.
            if (!Guid.TryParseExact(call.Arguments.GetRequiredValue(id), "D", out var token))
                throw new FormatException("that is not a token's id: take one from `accessctl token list`");
            using var api = ConsoleApi.Connect(around);
            await api.SendAsync(new ConsoleRequest(HttpMethod.Delete, $"api/v1/tokens/{token}"), call.CancellationToken);
            return call.Output.Succeed($"token {token} is revoked", new JsonObject { ["id"] = token.ToString(), ["revoked"] = true });
        });
    }
}
