using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AccessConsole.SignIn;

/// <summary>Looks at the session of an open circuit again and again: a circuit outlives the request that it began with.</summary>
internal sealed class CircuitSession(ILoggerFactory log, SessionRevalidation revalidation) : RevalidatingServerAuthenticationStateProvider(log)
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    /// <summary>Asked at each act, so an act never rests on an old look.</summary>
    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        var state = await base.GetAuthenticationStateAsync();
        return Renew(state) ?? state;
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        Renew(authenticationState);
        return Task.FromResult(true);
    }

    /// <returns>What the session became, of which the circuit's pages now hear; null where it is as it was.</returns>
    private AuthenticationState? Renew(AuthenticationState state)
    {
        var current = revalidation.Current(state.User);
        if (current == state.User)
            return null;
        var renewed = current is null ? Nobody : new AuthenticationState(current);
        SetAuthenticationState(Task.FromResult(renewed));
        return renewed;
    }
}
