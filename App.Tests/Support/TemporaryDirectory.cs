namespace AccessConsole.Tests.Support;

/// <summary>A new directory that others may enter, removed when disposed.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private TemporaryDirectory(string path) => Path = path;

    public string Path { get; }

    public static TemporaryDirectory Create()
    {
        var path = Directory.CreateTempSubdirectory("access-test-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        return new TemporaryDirectory(path);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
