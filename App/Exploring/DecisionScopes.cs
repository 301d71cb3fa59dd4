using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Exploring;

/// <summary>Which logged decisions somebody may read: those of the places that their roles reach. A scope by labels reaches the services that have them now.</summary>
public static class DecisionScopes
{
    private static readonly string?[] Any = [null];

    /// <returns>Null for all of them; empty for none.</returns>
    public static IReadOnlyCollection<DecisionScope>? Of(ConsoleUser user, PolicySet policy)
    {
        RoleScope[] scopes = [.. user.ScopesOf(ConsoleRole.Viewer)];
        return scopes.Any(scope => scope.IsEverywhere) ? null : [.. scopes.SelectMany(scope => Of(scope, policy)).Distinct()];
    }

    private static IEnumerable<DecisionScope> Of(RoleScope scope, PolicySet policy)
    {
        IEnumerable<string?> environments = scope.Environments.Count == 0 ? Any : scope.Environments;
        IEnumerable<string?> services = scope.Labels.Count == 0 ? Any : policy.Services.Values.Where(service => scope.Labels.All(choice => choice.Holds(service.Labels))).Select(service => (string?)service.Name);
        return environments.SelectMany(_ => services, (environment, service) => new DecisionScope(environment, service));
    }
}
