using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Plans whether a source may connect: a connection shows a certificate and no more, and is decided as if it did everything there is.</summary>
internal static class ConnectionPlanner
{
    public static PlannedSource Of(DeploymentPolicy policy, IntentionSource source)
    {
        var mine = policy.Rules.Where(r => r.IsForAnyone || (source.Principal is { } principal && r.Principals.Contains(principal)))
            .Where(r => r.Terms.Permits(MethodSet.All, "/")).ToArray();
        var isAllowed = mine.All(r => r.Effect == Effect.Allow) && (source.IsUngoverned || mine.Any(r => r.Grant.When.IsEmpty));
        return new PlannedSource(source.Name, isAllowed, []);
    }
}
