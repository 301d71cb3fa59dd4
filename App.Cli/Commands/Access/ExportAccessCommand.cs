using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Access;

/// <summary><c>accessctl access export</c>: declared, effective and observed access as of a moment, signed.</summary>
internal static class ExportAccessCommand
{
    private static readonly ReadOnlyMemory<byte> LineEnd = "\n"u8.ToArray();

    public static Command Create(Surroundings around)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where to put it; it must not exist." };
        var environment = new Option<string?>("--environment") { Description = "Only there." };
        var revision = new Option<int?>("--revision") { Description = "As of this revision; the newest when neither this nor --at is given." };
        var at = new Option<string?>("--at") { Description = "As of this instant, such as 2026-11-01T00:00:00Z." };
        var days = new Option<int>("--days") { Description = "Observed over how many days before.", DefaultValueFactory = _ => 30 };
        var command = new Command("export", "Write who may reach what, who did and who approved it, under a signature of the audit log's key.") { file, environment, revision, at, days };
        return command.Does(async call =>
        {
            var target = call.Arguments.GetRequiredValue(file);
            if (target.Exists)
                throw new IOException($"`{target.FullName}` exists: nothing is overwritten");
            var query = string.Concat(new[]
            {
                ("environment", call.Arguments.GetValue(environment)), ("revision", call.Arguments.GetValue(revision)?.ToString(CultureInfo.InvariantCulture)), ("at", call.Arguments.GetValue(at)),
            }.Where(part => part.Item2 is not null).Select(part => $"&{part.Item1}={Uri.EscapeDataString(part.Item2!)}"));
            using var api = ConsoleApi.Connect(around);
            var request = new ConsoleRequest(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/v1/access/observed/export?format=signed&days={call.Arguments.GetValue(days)}{query}"));
            var lines = await api.ReadLinesAsync(request, async lines =>
            {
                await using var stream = target.Open(FileMode.CreateNew);
                var count = 0L;
                await foreach (var line in lines)
                {
                    await stream.WriteAsync(line, call.CancellationToken);
                    await stream.WriteAsync(LineEnd, call.CancellationToken);
                    count++;
                }

                return count;
            }, call.CancellationToken);
            return call.Output.Succeed(
                string.Create(CultureInfo.InvariantCulture, $"{target.FullName}: {lines} lines; verify them with `accessctl access verify`"), new JsonObject { ["file"] = target.FullName, ["lines"] = lines });
        });
    }
}
