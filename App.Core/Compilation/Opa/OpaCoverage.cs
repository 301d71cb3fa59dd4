using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>
/// OPA decides just as the evaluator does, with a clock of its own. What it does not do is enforce: whoever asks it must forward what was
/// asked about and nothing else.
/// </summary>
internal static class OpaCoverage
{
    public static HopCoverage Of(DeploymentPolicy policy, int hop) => new(Target.Opa, hop, [], [.. Residuals(policy)]);

    private static IEnumerable<Residual> Residuals(DeploymentPolicy policy)
    {
        yield return new Residual("certificate_chain_elsewhere", "opa takes the peer's certificate as verified: whoever asks must verify its chain");
        if (policy.Rules.Any(r => r.Grant.RateLimit is not null))
            yield return new Residual("rate_limit_elsewhere", "opa counts no requests: whoever asks must limit their rate");
        if (policy.Deployment.Protocol == Protocol.Tcp)
            yield break;
        yield return new Residual("path_forwarding", "opa decides on the raw path: whoever asks must forward that path unchanged");
        yield return new Residual("stream_duration", "opa decides when a request begins: whoever asks must end streams after `maxStreamDuration`");
    }
}
