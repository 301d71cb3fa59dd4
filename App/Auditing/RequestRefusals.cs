using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Auditing;

/// <summary>Records what the management side refuses to somebody who is signed in.</summary>
public sealed class RequestRefusals(RefusalLog refusals, IAuditLog audit)
{
    /// <summary>A refusal that cannot be recorded fails, as every act does.</summary>
    public async Task RecordAsync(HttpContext context, ConsoleUser user, string why)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var facts = new Dictionary<string, string?> { ["roles"] = string.Join(' ', user.Roles.Select(r => r.Role)) };
        var act = new RefusedAct(user.Actor, $"{context.Request.Method} {pattern}", context.Request.Path.ToString(), why, facts);
        if (refusals.Note(act) is not { } refused)
            return;
        try
        {
            await audit.AppendAsync(refused, context.RequestAborted);
        }
        catch
        {
            refusals.WriteLater(refused);
            throw;
        }
    }
}
