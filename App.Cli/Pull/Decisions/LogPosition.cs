using System.Text.Json;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>How far a log was sent: which file, told by its first line and not by its name, and how many bytes of it.</summary>
/// <param name="Lost">Lines that could not be sent and of which the console was not told yet.</param>
internal sealed record LogPosition(string File, long Offset, long Lost = 0)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Null where there is none, or where it cannot be read: then all of the log that is there is sent, and what comes twice is kept once.</summary>
    public static LogPosition? Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LogPosition>(System.IO.File.ReadAllBytes(path), Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Save(string path) => Durable.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, Options));
}
