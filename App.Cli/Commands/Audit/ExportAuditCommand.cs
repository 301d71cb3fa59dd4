using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary><c>accessctl audit export</c>: part of the log as a file that proves itself.</summary>
internal static class ExportAuditCommand
{
    public static Command Create(Surroundings around)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where to put the export (JSON Lines); nothing is overwritten." };
        var earlier = new Option<FileInfo?>("--earlier") { Description = "An earlier checkpoint or export that this one has to continue; `accessctl audit verify` holds them against each other." };
        var query = new ExportQuery();
        var command = new Command("export", "Export audit events with what proves them. Needs the auditor role, and is recorded.") { file, earlier };
        query.AddTo(command);
        return command.Does(async call =>
        {
            var path = call.Arguments.GetRequiredValue(file).FullName;
            var size = call.Arguments.GetValue(earlier) is { } known ? (await EarlierLog.ReadUnverifiedAsync(known.FullName, call.CancellationToken)).Size : (long?)null;
            using var api = ConsoleApi.Connect(around);
            var request = query.Request(call.Arguments, size);
            var events = await api.ReadLinesAsync(request, lines => WriteAsync(lines, path, call.CancellationToken), call.CancellationToken);
            return call.Output.Succeed($"{events} events in {path}", new JsonObject { ["events"] = events, ["file"] = path });
        });
    }

    private static async Task<long> WriteAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines, string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var count = -1L;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(line, cancellationToken);
            stream.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }
}
