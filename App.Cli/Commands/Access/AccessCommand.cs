using System.CommandLine;

namespace AccessConsole.Cli.Commands.Access;

/// <summary><c>accessctl access</c>: who may reach what, and who did.</summary>
internal static class AccessCommand
{
    public static Command Create(Surroundings around) => new("access", "Observed access: export it signed, and verify such an export. Exit 0 done or genuine, 1 not, or an error.")
    {
        ExportAccessCommand.Create(around),
        VerifyAccessCommand.Create(),
    };
}
