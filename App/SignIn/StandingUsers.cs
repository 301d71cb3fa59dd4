using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tokens;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>
/// What somebody may do by now who is not there: their session may have ended. Of a person the groups of their newest sign-in count, by the mapping as it is now;
/// a token counts while it is neither revoked nor expired. Nothing is remembered of what they could do before.
/// </summary>
public sealed class StandingUsers(IPersonStore people, ApiTokens tokens, RoleMapping mapping, IHostEnvironment host, IOptionsMonitor<SignInOptions> options)
{
    /// <param name="groups">The person's groups as somebody noted them, for a person whose sign-ins left none; null for roles that are not a provider's.</param>
    /// <returns>Null where nobody can say what this person may do now.</returns>
    public async Task<ConsoleUser?> FindAsync(Actor actor, ValueList<string>? groups, CancellationToken cancellationToken)
    {
        if (actor.Kind != ActorKind.Person)
            return await tokens.FindStandingAsync(actor, cancellationToken);
        if (groups is null)
            return FindDemo(actor);
        var newest = await people.FindGroupsAsync(actor.Person, cancellationToken) ?? groups;
        return new ConsoleUser(actor, mapping.RolesOf(newest), Groups: newest);
    }

    private ConsoleUser? FindDemo(Actor actor) =>
        RefuseDemoPeopleBeyondLoopback.FindOffered(actor, host, options.CurrentValue) is { } demo ? new ConsoleUser(actor, demo.Roles) : null;
}
