using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>Whom a deployment's isolation governs.</summary>
internal static class Governance
{
    /// <param name="caller">A caller with no bad credential.</param>
    public static bool Governs(PrincipalDirectory directory, DeploymentGuard guard, Caller caller)
    {
        if (guard.Isolation == Isolation.All || caller.Token is not null)
            return true;
        if (caller.Certificate?.SpiffeId is not { } id)
            return guard.Unidentified == Unidentified.Deny;
        return IsCi(directory, id);
    }

    private static bool IsCi(PrincipalDirectory directory, SpiffeId id)
    {
        foreach (var owner in directory.WithSpiffeId(id))
        {
            if (owner.Pipeline is not null)
                return true;
        }

        return directory.FindTrustDomain(id.TrustDomain)?.Spiffe?.IsCi(id) ?? false;
    }
}
