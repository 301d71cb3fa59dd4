using Microsoft.Extensions.Options;

namespace AccessConsole.Configuration;

/// <summary>The places inside the data directory.</summary>
public sealed class DataPaths(IOptions<ConsoleOptions> options)
{
    public const string ConnectionName = "Access";

    public string Root { get; } = Path.GetFullPath(
        string.IsNullOrEmpty(options.Value.DataDirectory) ? DefaultRoot() : options.Value.DataDirectory);

    public string Database => Path.Combine(Root, "postgres");

    public string Keys => Private("keys");

    /// <summary>What the machine side serves from when the database is away.</summary>
    public string Distribution => Private("distribution");

    /// <summary>Keys by which cookies and stored tokens are protected.</summary>
    public string Sessions => options.Value.SessionKeyDirectory is { Length: > 0 } shared ? Path.GetFullPath(shared) : Private("sessions");

    private static string DefaultRoot() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "access-console");

    /// <summary>A directory that only this user enters.</summary>
    private string Private(string name)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
