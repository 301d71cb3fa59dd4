using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// The labels of the services that an object concerns. A service has those of before and those of after a change, so that no change brings a service
/// under labels by which it may then be changed; null stands for what is no single service's.
/// </summary>
internal sealed class ServiceLabels(PolicySet before, PolicySet after)
{
    private static readonly ImmutableArray<ValueMap?> Unlabelled = [null];

    private readonly Dictionary<string, ImmutableArray<ValueMap?>> ofRoles = new(StringComparer.Ordinal);

    /// <returns>Empty for no object, else at least one.</returns>
    public ImmutableArray<ValueMap?> Of(PolicyObject? value) => value switch
    {
        null => [],
        Service service => [service.Labels],
        Role role => OfPermissions([role]),
        Grant grant => OfRole(grant.Role),
        PolicyTest test => OfService(test.Given.Service),
        _ => Unlabelled,
    };

    public ImmutableArray<ValueMap?> OfService(string name)
    {
        Service?[] known = [before.Services.GetValueOrDefault(name), after.Services.GetValueOrDefault(name)];
        return OrUnlabelled(known.OfType<Service>().Select(service => service.Labels));
    }

    private ImmutableArray<ValueMap?> OfRole(string name)
    {
        if (ofRoles.TryGetValue(name, out var known))
            return known;
        Role?[] roles = [before.Roles.GetValueOrDefault(name), after.Roles.GetValueOrDefault(name)];
        return ofRoles[name] = OfPermissions(roles.OfType<Role>());
    }

    private ImmutableArray<ValueMap?> OfPermissions(IEnumerable<Role> roles) => OrUnlabelled(roles.SelectMany(role => role.Permissions).SelectMany(Of));

    /// <summary>Whatever services a selector's labels choose have them; who is answerable for these labels is for all of them, now and later.</summary>
    private IEnumerable<ValueMap?> Of(Permission permission) => permission.Services switch
    {
        Selector.Names names => names.Values.SelectMany(name => OfService(name)),
        Selector.Labels { Values.Count: > 0 } labels => [labels.Values],
        _ => Unlabelled,
    };

    private static ImmutableArray<ValueMap?> OrUnlabelled(IEnumerable<ValueMap?> labels)
    {
        ImmutableArray<ValueMap?> found = [.. labels.Distinct()];
        return found.IsEmpty ? Unlabelled : found;
    }
}
