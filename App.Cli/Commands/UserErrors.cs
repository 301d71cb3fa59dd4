using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands;

/// <summary>Turns what a person can mend (files, arguments, the console's refusals) into a sentence and exit code 1.</summary>
internal static class UserErrors
{
    public static async Task<int> ReportAsync(Output output, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ConsoleException e)
        {
            return output.Fail(e.Code, e.Message, e.Problems, e.Document);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return output.Fail(e is FormatException or ArgumentException ? "invalid" : "file", e.Message);
        }
    }
}
