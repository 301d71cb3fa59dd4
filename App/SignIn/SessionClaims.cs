using System.Globalization;
using System.Security.Claims;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.SignIn;

/// <summary>A signed-in user as claims of the session, and back.</summary>
public static class SessionClaims
{
    private const string Kind = "access:kind";
    private const string Issuer = "access:issuer";
    private const string Subject = "access:subject";
    private const string TokenId = "access:token";
    private const string Role = "access:role";
    private const string AuthenticatedAt = "access:authenticated-at";
    private const string Group = "access:group";

    /// <summary>Marks a session whose roles follow from the groups of an identity provider, even where there are none.</summary>
    private const string HasGroups = "access:has-groups";
    private const string EndsAt = "access:ends-at";

    public static ClaimsPrincipal ToPrincipal(ConsoleUser user, string scheme)
    {
        var actor = user.Actor;
        var claims = new List<Claim>
        {
            new(Kind, actor.Kind.ToString()),
            new(Issuer, actor.Issuer),
            new(Subject, actor.Subject),
            new(ClaimTypes.Name, actor.Name),
        };
        if (actor.TokenId is { } token)
            claims.Add(new Claim(TokenId, token.ToString()));
        if (user.AuthenticatedAt is { } at)
            claims.Add(new Claim(AuthenticatedAt, Seconds(at)));
        if (user.Groups is { } groups)
            claims.AddRange([new Claim(HasGroups, "true"), .. groups.Select(group => new Claim(Group, group))]);
        claims.AddRange(user.Roles.Select(r => new Claim(Role, r.ToString())));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, ClaimTypes.Name, Role));
    }

    /// <returns>Null for somebody who is not signed in.</returns>
    public static ConsoleUser? ToUser(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(Subject) is not { } subject || principal.FindFirst(Issuer) is not { } issuer)
            return null;
        var actor = new Actor(
            Enum.Parse<ActorKind>(principal.FindFirst(Kind)?.Value ?? nameof(ActorKind.Person)),
            issuer.Value,
            subject.Value,
            principal.Identity?.Name ?? subject.Value,
            Guid.TryParse(principal.FindFirst(TokenId)?.Value, out var token) ? token : null);
        return new ConsoleUser(
            actor,
            principal.FindAll(Role).Select(c => RoleAssignment.Parse(c.Value)).ToValueList(),
            ReadTime(principal, AuthenticatedAt),
            principal.HasClaim(c => c.Type == HasGroups) ? principal.FindAll(Group).Select(c => c.Value).ToValueList() : null);
    }

    /// <summary>The session says itself when it ends: a circuit sees no cookie that expires.</summary>
    public static void WriteEnd(ClaimsPrincipal principal, DateTimeOffset end) => ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(EndsAt, Seconds(end)));

    public static DateTimeOffset? EndOf(ClaimsPrincipal principal) => ReadTime(principal, EndsAt);

    /// <summary>The same session with the roles of now.</summary>
    public static ClaimsPrincipal WithRoles(ClaimsPrincipal principal, ValueList<RoleAssignment> roles)
    {
        var changed = ToPrincipal(ToUser(principal)! with { Roles = roles }, principal.Identity!.AuthenticationType!);
        if (EndOf(principal) is { } end)
            WriteEnd(changed, end);
        return changed;
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? ReadTime(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirst(claim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
