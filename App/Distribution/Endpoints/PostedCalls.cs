using AccessConsole.Core.Ports;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>The door of addresses to which something is posted by who has a token of one kind.</summary>
internal sealed class PostedCalls(PullerAuthentication authentication, ScopeRefusals scope, TimeProvider clock)
{
    /// <summary>Whose call it is; null where it was refused, and answered so. Nothing of the body is read.</summary>
    public async ValueTask<LiveToken?> AdmitAsync(HttpContext context, TokenKind kind)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await MachineProblems.MethodAsync(context, "POST");
            return null;
        }

        var finding = await authentication.FindAsync(context, clock.GetUtcNow());
        if (finding.Token is not { } token)
        {
            await Refusals.OfTokenAsync(context, finding);
            return null;
        }

        if (token.Token.Kind == kind)
            return token;
        await scope.AnswerAsync(context, token);
        return null;
    }
}
