using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>The filter that decides, as a deployment's own form of it: in shadow it decides and lets everything pass.</summary>
internal static class RulesFilter
{
    /// <summary>The filter's name in the chain of the listener, where it refuses everything.</summary>
    public const string Name = "access.rules";

    /// <summary>Envoy's name of the filter, under which it leaves what it decided.</summary>
    public const string Type = "envoy.filters.http.rbac";

    public const string Message = "envoy.extensions.filters.http.rbac.v3.RBAC";

    private const string PerRoute = "envoy.extensions.filters.http.rbac.v3.RBACPerRoute";

    /// <summary>Exactly one name, as SPIFFE spells it: a comma would stand between several.</summary>
    private const string SpiffeName = @"spiffe://[a-z0-9._-]+(?:/[A-Za-z0-9._-]+)+";

    public static JsonObject Of(PrincipalDirectory directory, DeploymentPolicy deployment, Func<IdentityProvider, JwkSet> keysOf)
    {
        var matcher = Checked(directory, deployment, keysOf).ToMatcher();
        var rbac = deployment.Deployment.Mode == Mode.Shadow
            ? new JsonObject { ["shadow_matcher"] = matcher, ["shadow_rules_stat_prefix"] = "access_" }
            : new JsonObject { ["matcher"] = matcher };
        if (LimitFilter.IsNeeded(deployment))
        {
            rbac["shadow_matcher"] = new CallerTree(directory, deployment, GatewayBefore(deployment), new LimitSteps(deployment)).Root().ToMatcher();
            rbac["shadow_rules_stat_prefix"] = LimitFilter.MetadataPrefix;
        }

        return Extension.Typed(PerRoute, new JsonObject { ["rbac"] = rbac });
    }

    /// <summary>Bad credentials refuse a request whatever it asks for.</summary>
    private static Step Checked(PrincipalDirectory directory, DeploymentPolicy deployment, Func<IdentityProvider, JwkSet> keysOf) =>
        Step.FirstOf(
            [
                (Predicate.All(Inputs.ServerName.Matches(".+"), Predicate.Not(Predicate.Any(deployment.Deployment.Hosts.Select(Inputs.ServerName.Is)))), Step.Deny("unknown_service")),
                (TokenPredicates.IsBad(directory, deployment, keysOf), Step.Deny("token_invalid")),
                (Predicate.All(Inputs.UriNames.IsPresent, Predicate.Not(Inputs.UriNames.Matches(SpiffeName))), Step.Deny("unknown_principal")),
            ],
            new CallerTree(directory, deployment, GatewayBefore(deployment), new RuleSteps(deployment)).Root());

    private static SpiffeId? GatewayBefore(DeploymentPolicy deployment)
    {
        var hop = EnvoyDeployment.HopOf(deployment.Deployment);
        return hop > 0 ? deployment.Deployment.Hops[hop - 1].SpiffeId : null;
    }
}
