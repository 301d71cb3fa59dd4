using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;

namespace AccessConsole.Cli.Pull;

/// <summary>One line for each thing that happened, for a journal: text, or JSON with <c>-o json</c>.</summary>
internal sealed class PullLog(TextWriter writer, OutputFormat format, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="code">Stable, for machines.</param>
    public void Write(string code, string message)
    {
        var time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = format == OutputFormat.Json
            ? new JsonObject { ["time"] = time, ["code"] = code, ["message"] = message }.ToJsonString(Json)
            : $"{time} {code}: {message.ReplaceLineEndings(" ")}";
        writer.WriteLine(line);
        writer.Flush();
    }
}
