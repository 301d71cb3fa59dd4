using System.CommandLine;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary><c>accessctl audit</c>: the record of acts, exported and verified.</summary>
internal static class AuditCommand
{
    public static Command Create(Surroundings around) => new("audit", "Export the audit log and verify it. Exit 0 done or genuine, 1 not, or an error.")
    {
        ExportAuditCommand.Create(around),
        VerifyAuditCommand.Create(around),
    };
}
