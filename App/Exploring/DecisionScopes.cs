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

    /// <summary>Whether the person may read of the decisions of one place; of a service that is no more only those whose role is for all services.</summary>
    public static bool Reaches(ConsoleUser user, PolicySet policy, string environment, string? service) =>
        user.Has(ConsoleRole.Viewer, new Place(environment, service is null ? null : policy.Services.GetValueOrDefault(service)?.Labels));

    /// <summary>Whether the person may read of some place of the environment.</summary>
    public static bool ReachesSome(ConsoleUser user, string environment) =>
        user.ScopesOf(ConsoleRole.Viewer).Any(scope => scope.Environments.Count == 0 || scope.Environments.Contains(environment));

    private static IEnumerable<DecisionScope> Of(RoleScope scope, PolicySet policy)
    {
        IEnumerable<string?> environments = scope.Environments.Count == 0 ? Any : scope.Environments;
        IEnumerable<string?> services = scope.Labels.Count == 0 ? Any : policy.Services.Values.Where(service => scope.Labels.All(choice => choice.Holds(service.Labels))).Select(service => (string?)service.Name);
        return environments.SelectMany(_ => services, (environment, service) => new DecisionScope(environment, service));
    }
}
