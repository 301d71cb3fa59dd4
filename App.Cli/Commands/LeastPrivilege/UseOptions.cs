using System.CommandLine;

namespace AccessConsole.Cli.Commands.LeastPrivilege;

/// <summary>The options that these commands share.</summary>
internal static class UseOptions
{
    public static Option<int> Days() => new("--days") { Description = "How long ago the window begins.", DefaultValueFactory = _ => 30 };
}
