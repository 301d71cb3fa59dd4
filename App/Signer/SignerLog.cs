using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Signer;

/// <summary>
/// What was asked of the signer and what became of it, one line of JSON each, appended and written through to the disk. Each line names the hash of the one before, so that none
/// can be changed or taken out of the middle unseen. Nothing personal is in it but the names of approvers; tokens never.
/// </summary>
internal sealed class SignerLog : IDisposable
{
    private readonly FileStream stream;
    private readonly TimeProvider clock;
    private readonly Lock appending = new();
    private string last;
    private string lastRefusal = "";

    public SignerLog(SignerFiles files, TimeProvider clock)
    {
        this.clock = clock;
        last = LastLineOf(files.LogFile) is { } line ? HashOf(line) : "";
        stream = new FileStream(files.LogFile, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    /// <param name="act"><c>begun</c>, <c>signed</c>, <c>repeated</c>, <c>settled</c>, <c>abandoned</c> or <c>refused</c>.</param>
    public void Append(string act, int revision, string message)
    {
        lock (appending)
        {
            // A console that asks for the same again and again is told no each time, and that is one act.
            var refusal = act == "refused" ? message : "";
            if (refusal.Length > 0 && refusal == lastRefusal)
                return;
            lastRefusal = refusal;
            var line = new JsonObject
            {
                ["at"] = clock.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                ["act"] = act,
                ["revision"] = revision,
                ["message"] = message,
                ["previous"] = last,
            }.ToJsonString(JsonSerializerOptions.Web);
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            stream.Flush(flushToDisk: true);
            last = HashOf(line);
        }
    }

    public void Dispose() => stream.Dispose();

    private static string? LastLineOf(string file) => File.Exists(file) ? File.ReadLines(file).LastOrDefault(line => line.Length > 0) : null;

    private static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
}
