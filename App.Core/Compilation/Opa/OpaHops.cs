using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>Where OPA stands on the way to a deployment.</summary>
internal sealed class OpaHops(Deployment deployment)
{
    /// <summary>The SPIFFE IDs of the gateways right before OPA: theirs is transport, the caller is the token that they forward.</summary>
    public IEnumerable<string> Gateways
    {
        get
        {
            for (var i = 1; i < deployment.Hops.Count; i++)
            {
                if (deployment.Hops[i].Engine == Target.Opa && deployment.Hops[i - 1].SpiffeId is { } id)
                    yield return id.Text;
            }
        }
    }

    /// <summary>Whether another engine after OPA needs the token; the last one removes it.</summary>
    public bool ForwardsToken
    {
        get
        {
            for (var i = 0; i < deployment.Hops.Count - 1; i++)
            {
                if (deployment.Hops[i].Engine == Target.Opa)
                    return true;
            }

            return false;
        }
    }
}
