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
    public Task RecordAsync(HttpContext context, ConsoleUser user, string why)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        return RecordAsync(user, $"{context.Request.Method} {pattern}", context.Request.Path.ToString(), why, context.RequestAborted);
    }

    /// <summary>Of an act that pages and API share, where it is decided.</summary>
    /// <param name="action">What was refused, as its event would name it.</param>
    /// <param name="subject">What it is about.</param>
    public async Task RecordAsync(ConsoleUser user, string action, string subject, string why, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, string?> { ["roles"] = string.Join(' ', user.Roles.Select(r => r.Role)) };
        await WriteAsync(refusals.Note(new RefusedAct(user.Actor, action, subject, why, facts)), cancellationToken);
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
