using AccessConsole.Core.Ports;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>The door of addresses to which something is posted by who has a token of one kind.</summary>
internal sealed class PostedCalls(PullerAuthentication authentication, ScopeRefusals scope, TimeProvider clock)
{
    private const string Identity = "identity";

    /// <summary>Whose call it is; null where it was refused, and answered so. Nothing of the body is read.</summary>
    /// <param name="packing">As which its body may be packed; null for as none.</param>
    public async ValueTask<LiveToken?> AdmitAsync(HttpContext context, TokenKind kind, string? packing = null)
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

        if (token.Token.Kind != kind)
        {
            await scope.AnswerAsync(context, token);
            return null;
        }

        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding is "" or Identity || encoding == packing)
            return token;
        await MachineProblems.EncodingAsync(context, packing is null ? Identity : $"{packing}, {Identity}");
        return null;
    }
}
