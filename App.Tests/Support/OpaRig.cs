using System.Diagnostics;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>The real opa: from <c>$ACCESS_OPA</c>, from the cache that <c>Rigs/opa/build.sh</c> fills, or from the path. Tests without it are skipped.</summary>
public static class OpaRig
{
    private const string Missing = "no opa binary: run App.Tests/Rigs/opa/build.sh, or name one in ACCESS_OPA";

    private static readonly Lazy<string?> Found = new(() => Candidates().FirstOrDefault(File.Exists));

    public static string Binary
    {
        get
        {
            Assert.SkipWhen(Found.Value is null, Missing);
            return Found.Value!;
        }
    }

    /// <summary>Runs opa to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    internal static ProcessStartInfo StartInfo(params string[] arguments) =>
        new(Binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ACCESS_OPA") is { Length: > 0 } named)
            yield return named;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        yield return Path.Combine(cache, "access-console", "rigs", "opa", "opa");
        foreach (var onPath in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(onPath, "opa");
    }
}
