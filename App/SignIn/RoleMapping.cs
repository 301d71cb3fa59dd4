using System.Security.Claims;
using AccessConsole.Core.Model;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Which roles the groups and app roles of an identity provider give.</summary>
public sealed class RoleMapping(IOptions<SignInOptions> options)
{
    public ValueList<RoleAssignment> RolesOf(ClaimsPrincipal principal)
    {
        var groupsClaim = options.Value.OpenId?.GroupsClaim ?? "groups";
        return principal.Claims.Where(c => c.Type == groupsClaim || c.Type == "roles")
            .Select(c => options.Value.Roles.TryGetValue(c.Value, out var role) ? SessionClaims.ReadRole(role) : null)
            .OfType<RoleAssignment>().Distinct().ToValueList();
    }
}
