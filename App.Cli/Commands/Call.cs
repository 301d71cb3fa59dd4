using System.CommandLine;

namespace AccessConsole.Cli.Commands;

/// <summary>One run of a command.</summary>
internal sealed record Call(ParseResult Arguments, Output Output, CancellationToken CancellationToken);

internal static class Calls
{
    /// <summary>Gives the command its action, which returns the exit code; what a person can mend becomes a sentence and exit code 1.</summary>
    public static Command Does(this Command command, Func<Call, Task<int>> action)
    {
        command.SetAction((arguments, cancellationToken) =>
        {
            var output = Output.Of(arguments);
            return UserErrors.ReportAsync(output, () => action(new Call(arguments, output, cancellationToken)));
        });
        return command;
    }

    /// <inheritdoc cref="Does(Command, Func{Call, Task{int}})"/>
    public static Command Does(this Command command, Func<Call, int> action) => command.Does(call => Task.FromResult(action(call)));
}
