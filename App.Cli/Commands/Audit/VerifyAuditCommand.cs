using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary><c>accessctl audit verify</c>: is the log what was recorded? By a file alone, or by what the console answers now.</summary>
internal static class VerifyAuditCommand
{
    public static Command Create(Surroundings around)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "An export. Without one the console is asked for the log.", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<FileInfo>("--key") { Description = "The log's public key, as GET /api/v1/audit/key answers it; keep your own copy of it.", Required = true };
        var earlier = new Option<FileInfo?>("--earlier") { Description = "An earlier checkpoint or export of yours, which the log must continue." };
        var keep = new Option<FileInfo?>("--keep") { Description = "Where to put the checkpoint, once verified, to be the next --earlier; it is overwritten." };
        var query = new ExportQuery();
        var command = new Command("verify", "Verify audit events: every byte, every place, and that the signed log holds them. Names what was changed.") { file, key, earlier, keep };
        query.AddTo(command);
        return command.Does(async call =>
        {
            var pinned = NoteKey.Parse(await File.ReadAllTextAsync(call.Arguments.GetRequiredValue(key).FullName, call.CancellationToken));
            var known = call.Arguments.GetValue(earlier) is { } before ? await EarlierLog.OpenAsync(before.FullName, pinned, call.CancellationToken) : null;
            var (verified, refusal) = call.Arguments.GetValue(file) is { } export
                ? await OfFileAsync(query, export, call, pinned, known)
                : await OfConsoleAsync(query.Request(call.Arguments, known?.Checkpoint.Size), around, call, pinned, known);
            if (verified is null)
                return call.Output.Fail(refusal!.Kind.Code(), refusal.Message);
            if (verified.Findings.Count > 0)
                return Refuse(call.Output, verified);
            if (call.Arguments.GetValue(keep) is { } kept)
                await File.WriteAllTextAsync(kept.FullName, verified.Note, call.CancellationToken);
            return Accept(call.Output, verified, known);
        });
    }

    private static async Task<(VerifiedExport?, Refusal?)> OfFileAsync(ExportQuery query, FileInfo file, Call call, NoteKey key, EarlierLog? known)
    {
        if (query.IsGiven(call.Arguments))
            throw new ArgumentException("--from, --to, --since and --until are of what the console is asked for: leave them out with a FILE");
        await using var stream = file.OpenRead();
        return await ExportReading.VerifyAsync(stream.ReadLinesAsync(Timeout.InfiniteTimeSpan, call.CancellationToken), key, known, call.CancellationToken);
    }

    private static async Task<(VerifiedExport?, Refusal?)> OfConsoleAsync(ConsoleRequest request, Surroundings around, Call call, NoteKey key, EarlierLog? known)
    {
        using var api = ConsoleApi.Connect(around);
        return await api.ReadLinesAsync(request, lines => ExportReading.VerifyAsync(lines, key, known, call.CancellationToken), call.CancellationToken);
    }

    private static int Accept(Output output, VerifiedExport verified, EarlierLog? known)
    {
        var (head, continued) = (verified.Checkpoint, known is null ? "" : string.Create(CultureInfo.InvariantCulture, $", which continues the one of {known.Checkpoint.Size}"));
        return output.Succeed(
            string.Create(CultureInfo.InvariantCulture, $"verified: events {verified.From} to {verified.To - 1} are as they were recorded, in the checkpoint of {head.Size} events of {head.Origin}{continued}"),
            new JsonObject
            {
                ["verified"] = true,
                ["origin"] = head.Origin,
                ["from"] = verified.From,
                ["to"] = verified.To,
                ["size"] = head.Size,
                ["root"] = Convert.ToBase64String(head.Root.Span),
                ["continues"] = known?.Checkpoint.Size,
            });
    }

    private static int Refuse(Output output, VerifiedExport verified)
    {
        var more = verified.Count > verified.Findings.Count ? string.Create(CultureInfo.InvariantCulture, $", {verified.Findings.Count} of which are named") : "";
        return output.Fail(
            "audit_log_changed", string.Create(CultureInfo.InvariantCulture, $"the audit log is not what was recorded: {verified.Count} findings{more}"),
            [.. verified.Findings.Select(ToProblem)]);
    }

    private static Problem ToProblem(AuditFinding finding) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString()), "error", finding.Message, string.Create(CultureInfo.InvariantCulture, $"/{finding.First}"));
}
