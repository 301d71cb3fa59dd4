using System.Diagnostics;

namespace AccessConsole.Data.Embedded;

/// <summary>Runs one program to its end.</summary>
internal static class ServerCommand
{
    // Settings of the caller's own PostgreSQL (PGPORT, PGDATA…) are not this server's.
    private const string ForeignSettings = "PG";

    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe(program, arguments, workingDirectory) };
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CommandResult(process.ExitCode, $"{await output}{await errors}".Trim());
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith(ForeignSettings, StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }
}
