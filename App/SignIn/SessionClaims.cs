using System.Globalization;
using System.Security.Claims;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

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
            claims.Add(new Claim(AuthenticatedAt, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        claims.AddRange(user.Roles.Select(r => new Claim(Role, r.Environments.Count == 0 ? $"{r.Role}" : $"{r.Role}@{string.Join(',', r.Environments)}")));
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
        DateTimeOffset? at = long.TryParse(principal.FindFirst(AuthenticatedAt)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
        return new ConsoleUser(actor, principal.FindAll(Role).Select(c => ReadRole(c.Value)).ToValueList(), at);
    }

    /// <summary><c>Editor</c>, or <c>Editor@staging,development</c> where it is scoped.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static RoleAssignment ReadRole(string text)
    {
        var parts = text.Split('@', 2);
        string[] environments = parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.TrimEntries);
        return RoleNames.Find(parts[0]) is { } role && environments.All(e => e.Length > 0)
            ? new RoleAssignment(role, [.. environments])
            : throw new FormatException($"`{text}` is no role");
    }
}
