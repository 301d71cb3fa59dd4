using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Auditing;

/// <summary>Records what the management side refuses.</summary>
public sealed class RequestRefusals(RefusalLog refusals, IAuditLog audit)
{
    /// <summary>Records an act that has an event of its own; the same again within a minute is counted. One that cannot be recorded fails, as every act does.</summary>
    public Task RecordAsync(AuditEvent refused, CancellationToken cancellationToken) =>
        RecordAsync(refused, $"{refused.Details.GetValueOrDefault("what")} {refused.Details.GetValueOrDefault("why")} {refused.Subject}", cancellationToken);

    /// <param name="what">What is counted as the same act of its actor.</param>
    public Task RecordAsync(AuditEvent refused, string what, CancellationToken cancellationToken) => WriteAsync(refusals.Note(refused, what), cancellationToken);

    /// <summary>A refusal that cannot be recorded fails, as every act does.</summary>
    public async Task RecordAsync(HttpContext context, ConsoleUser user, string why)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var facts = new Dictionary<string, string?> { ["roles"] = string.Join(' ', user.Roles.Select(r => r.Role)) };
        var act = new RefusedAct(user.Actor, $"{context.Request.Method} {pattern}", context.Request.Path.ToString(), why, facts);
        await WriteAsync(refusals.Note(act), context.RequestAborted);
    }

    private async Task WriteAsync(AuditEvent? refused, CancellationToken cancellationToken)
    {
        if (refused is null)
            return;
        try
        {
            await audit.AppendAsync(refused, cancellationToken);
        }
        catch
        {
            refusals.WriteLater(refused);
            throw;
        }
    }
}
