using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Refuses what a live token does not cover, and leaves it for the audit log.</summary>
internal sealed class ScopeRefusals(RefusalLog refusals, MachineMetrics metrics)
{
    public Task AnswerAsync(HttpContext context, LiveToken token)
    {
        Note(context, token);
        return MachineProblems.OutOfScopeAsync(context);
    }

    /// <summary>Leaves it for the audit log, where the request is answered otherwise.</summary>
    public void Note(HttpContext context, LiveToken token)
    {
        metrics.CountTokenRefusal("machine", "out_of_scope");
        var actor = token.Token.Owner with { Kind = ActorKind.Token, TokenId = token.Token.Id };
        var path = context.Request.Path.Value ?? "";
        var act = new RefusedAct(actor, $"{context.Request.Method} {Pattern(path)}", path, "the token is for another environment, target or service", new Dictionary<string, string?>
        {
            ["token"] = token.Token.Prefix,
            ["scope"] = $"{token.Token.Kind} {token.Token.Environment}/{token.Token.Target}/{token.Token.Service ?? "*"}",
        });
        if (refusals.Note(act) is { } refused)
            refusals.WriteLater(refused);
    }

    /// <summary>The first two segments: there are few of them.</summary>
    private static string Pattern(string path) => string.Join('/', path.Split('/').Take(3));
}
