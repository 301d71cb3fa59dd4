using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Changes.Revocations;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl revoke</c>: takes everything from a caller at once.</summary>
internal static class RevokeCommand
{
    private const int Changes = 2;

    private static readonly string Kinds = string.Join(", ", RevocationKinds.All.Select(k => k.Slug()));

    public static Command Create(Surroundings around)
    {
        var kind = new Argument<string>("KIND") { Description = $"What is revoked: {Kinds}." };
        var name = new Argument<string>("NAME") { Description = "Its name; of a queue its key, its UUID, or a prefix ending in `*`." };
        var environments = new Option<string[]>("--environments") { Description = "Where; everywhere when left out.", AllowMultipleArgumentsPerToken = true };
        var reason = new Option<string?>("--reason") { Description = "What happened, for everybody to read." };
        var confirm = new Option<string?>("--confirm") { Description = "The name once more: nothing is revoked without." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say who would lose what and which engines would change, and revoke nothing." };
        var command = new Command("revoke", "Take everything from a pipeline, workload, queue or identity provider now. Exit 0 done or revoked already, with --dry-run 2 changes, 1 error.")
        {
            kind, name, environments, reason, confirm, dryRun,
        };
        return command.Does(async call =>
        {
            var target = call.Arguments.GetRequiredValue(name);
            var isDryRun = call.Arguments.GetValue(dryRun);
            if (RevocationKinds.Parse(call.Arguments.GetRequiredValue(kind)) is not { } parsed)
                throw new FormatException($"`{call.Arguments.GetRequiredValue(kind)}` is nothing to revoke: say one of {Kinds}");
            if (!isDryRun && string.IsNullOrWhiteSpace(call.Arguments.GetValue(reason)))
                throw new FormatException("say with --reason what happened");
            if (!isDryRun && call.Arguments.GetValue(confirm) != target)
                throw new FormatException($"repeat the name with --confirm {target}, or see with --dry-run what it takes away");
            var body = new JsonObject
            {
                ["kind"] = parsed.Slug(),
                ["name"] = target,
                ["environments"] = call.Arguments.GetValue(environments) is { Length: > 0 } named ? new JsonArray([.. named.Select(e => JsonValue.Create(e))]) : null,
                ["reason"] = call.Arguments.GetValue(reason),
                ["confirm"] = call.Arguments.GetValue(confirm),
            };
            using var api = ConsoleApi.Connect(around);
            return await SendAsync(call, api, isDryRun, body);
        });
    }

    private static async Task<int> SendAsync(Call call, ConsoleApi api, bool isDryRun, JsonObject body)
    {
        try
        {
            var answer = await api.SendAsync(ConsoleRequest.Post(isDryRun ? "api/v1/emergencies/check" : "api/v1/emergencies", body), call.CancellationToken);
            return isDryRun
                ? call.Output.Answer(Changes, string.Join('\n', Lines(answer.Read<RevocationAnswer>())), answer.Json)
                : call.Output.Succeed(string.Join('\n', Lines(answer.Read<RevokedAnswer>(), $"{body["kind"]} `{body["name"]}`")), answer.Json);
        }
        catch (ConsoleException e) when (e.Code == "nothing_changed")
        {
            return call.Output.Succeed(e.Message, new JsonObject { ["revoked"] = true, ["changed"] = false });
        }
    }

    private static IEnumerable<string> Lines(RevokedAnswer answer, string target)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"revision {answer.Revision} is published: everything is revoked of {target}");
        foreach (var rollout in answer.Completed ?? [])
            yield return string.Create(CultureInfo.InvariantCulture, $"revision {rollout.Revision}, which was in its stages in `{rollout.Environment}`, went to everybody with it");
    }

    private static IEnumerable<string> Lines(RevocationAnswer answer)
    {
        foreach (var sentence in answer.Lost)
            yield return sentence;
        yield return string.Create(CultureInfo.InvariantCulture, $"bundles that change: {answer.Bundles.Length}, running enforcement points that pull them: {answer.Points.Length}");
        foreach (var loss in answer.Unstopped)
            yield return $"not stopped: {loss}";
        foreach (var test in answer.SuspendedTests)
            yield return $"suspended test: {test}";
        foreach (var rollout in answer.Completed ?? [])
            yield return string.Create(CultureInfo.InvariantCulture, $"revision {rollout.Revision}, which is in its stages in `{rollout.Environment}`, would go to everybody with it");
        if (answer.Refusal is { } refusal)
            yield return $"this token cannot revoke it: {refusal}";
    }
}
