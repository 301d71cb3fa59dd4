namespace AccessConsole.Tests.Support;

/// <summary>The working tree that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AccessConsole.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return directory.FullName;
    }
}
