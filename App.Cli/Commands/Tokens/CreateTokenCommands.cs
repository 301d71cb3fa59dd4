using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Tokens;

/// <summary><c>accessctl token create-puller</c>, <c>create-decide</c> and <c>create-api</c>: print the token's text, and nothing else, on standard output.</summary>
internal static class CreateTokenCommands
{
    public static Command Puller(Surroundings around)
    {
        var environment = new Option<string>("--environment") { Description = "The environment whose bundles it may pull.", Required = true };
        var target = new Option<string>("--target") { Description = "The engine: nginx, opa, envoy, istio, linkerd or consul.", Required = true };
        var service = new Option<string?>("--service") { Description = "Only this service; all of the environment's when left out." };
        var labels = new Option<string[]>("--labels") { Description = "Labels of its enforcement points, as k=v.", AllowMultipleArgumentsPerToken = true };
        var spiffeId = new Option<string?>("--spiffe-id") { Description = "Register the puller by the SPIFFE ID of its certificate instead: it needs no token." };
        var expires = Expires();
        var command = new Command("create-puller", "Make a token for an enforcement point; its text is shown this once.") { environment, target, service, spiffeId, labels, expires };
        return command.Does(call => CreateAsync(call, around, WithSpiffeId(call.Arguments.GetValue(spiffeId), new JsonObject
        {
            ["kind"] = "puller",
            ["environment"] = call.Arguments.GetRequiredValue(environment),
            ["target"] = call.Arguments.GetRequiredValue(target),
            ["service"] = call.Arguments.GetValue(service),
            ["labels"] = new JsonObject(LabelText.Parse(call.Arguments.GetValue(labels) ?? []).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
            ["expires"] = Instant(call.Arguments.GetValue(expires)),
        })));
    }

    public static Command Decide(Surroundings around)
    {
        var environment = new Option<string>("--environment") { Description = "The environment whose requests it may ask about.", Required = true };
        var service = new Option<string?>("--service") { Description = "Only requests to this service; all of the environment's when left out." };
        var spiffeId = new Option<string?>("--spiffe-id") { Description = "Register who asks by the SPIFFE ID of its certificate instead: it needs no token." };
        var expires = Expires();
        var command = new Command("create-decide", "Make a token that asks for decisions; its text is shown this once.") { environment, service, spiffeId, expires };
        return command.Does(call => CreateAsync(call, around, WithSpiffeId(call.Arguments.GetValue(spiffeId), new JsonObject
        {
            ["kind"] = "decide",
            ["environment"] = call.Arguments.GetRequiredValue(environment),
            ["service"] = call.Arguments.GetValue(service),
            ["expires"] = Instant(call.Arguments.GetValue(expires)),
        })));
    }

    public static Command Api(Surroundings around)
    {
        var role = new Option<string>("--role") { Description = "viewer, auditor, editor, approver or admin; at most your own.", Required = true };
        var environments = new Option<string[]>("--environments") { Description = "Only these environments; all when left out.", AllowMultipleArgumentsPerToken = true };
        var labels = new Option<string[]>("--service-labels")
        {
            Description = "Only services with these labels, as k=v; several values of one label are alternatives. For editor, approver and admin.",
            AllowMultipleArgumentsPerToken = true,
        };
        var expires = Expires();
        var command = new Command("create-api", "Make a token for automation; its text is shown this once.") { role, environments, labels, expires };
        return command.Does(call =>
        {
            var body = new JsonObject { ["kind"] = "api", ["role"] = call.Arguments.GetRequiredValue(role), ["expires"] = Instant(call.Arguments.GetValue(expires)) };
            if (call.Arguments.GetValue(environments) is { Length: > 0 } given)
                body["environments"] = new JsonArray([.. given.Select(e => JsonValue.Create(e))]);
            if (call.Arguments.GetValue(labels) is { Length: > 0 } wanted)
                body["serviceLabels"] = LabelText.ParseChoices(wanted);
            return CreateAsync(call, around, body);
        });
    }

    private static JsonObject WithSpiffeId(string? id, JsonObject body)
    {
        if (id is not null)
            body["spiffeId"] = id;
        return body;
    }

    private static Option<string?> Expires() =>
        new("--expires") { Description = "When it ends, such as 2027-01-01T00:00:00Z; at most 366 days ahead, and in 90 days when left out." };

    private static string? Instant(string? text) => text is null ? null : InstantText.Print(InstantText.Parse(text));

    private static async Task<int> CreateAsync(Call call, Surroundings around, JsonObject body)
    {
        using var api = ConsoleApi.Connect(around);
        var answer = await api.SendAsync(ConsoleRequest.Post("api/v1/tokens", body), call.CancellationToken);
        var created = answer.Read<CreatedToken>();
        if (created.Token is not { } text)
            return call.Output.Succeed($"{created.Id}", answer.Json);
        call.Output.Note($"accessctl: token {created.Id} is made; its text is shown this once");
        return call.Output.Succeed(text, answer.Json);
    }
}
