using System.Globalization;
using AccessConsole.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Audit;

/// <summary>Why nothing of the audit log can be proved.</summary>
internal static class AuditProblems
{
    public static ProblemHttpResult NoCheckpoint(AuditCheckpoints checkpoints) => checkpoints.PublicKey is null
        ? NoKey()
        : Problems.NotFound("such checkpoint yet; what was recorded is signed within seconds");

    public static ProblemHttpResult NoSuchCheckpoint(long size, long below) => Problems.NotFound(string.Create(
        CultureInfo.InvariantCulture, $"checkpoint of {size} events; the newest below it has {below}"));

    public static ProblemHttpResult NoKey() => Problems.Of(
        StatusCodes.Status409Conflict, "audit_key_missing", "this console signs no checkpoints: set Audit__KeyFile and Audit__Origin");

    public static ProblemHttpResult Changed(string detail) => Problems.Of(StatusCodes.Status409Conflict, "audit_log_changed", detail);
}
