using System.CommandLine;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>Arguments that several commands on documents have.</summary>
internal static class DocumentOptions
{
    public static Argument<string> File() => new("FILE") { Description = "A policy document, YAML or JSON; `-` reads standard input." };

    public static Option<bool> Development() => new("--development") { Description = "Allow loopback addresses, as a console in Development does." };
}
