using System.Security.Claims;
using AccessConsole.Core.Model;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Which roles the groups and app roles of an identity provider give. Follows the configuration as it changes.</summary>
public sealed class RoleMapping(IOptionsMonitor<SignInOptions> options)
{
    /// <summary>The groups and app roles of the person that the configuration maps; the others say nothing and are not kept.</summary>
    public ValueList<string> MappedGroupsOf(ClaimsPrincipal principal)
    {
        var current = options.CurrentValue;
        var groupsClaim = current.OpenId?.GroupsClaim ?? ProviderClaims.Groups;
        return principal.Claims.Where(c => c.Type == groupsClaim || c.Type == ProviderClaims.AppRoles)
            .Select(c => c.Value).Where(current.Roles.ContainsKey).Distinct().Order(StringComparer.Ordinal).ToValueList();
    }

    public ValueList<RoleAssignment> RolesOf(IEnumerable<string> groups)
    {
        var roles = options.CurrentValue.Roles;
        return groups.Where(roles.ContainsKey).Select(group => RoleAssignment.Parse(roles[group])).Distinct().ToValueList();
    }
}
