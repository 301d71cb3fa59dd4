using Microsoft.AspNetCore.Components.Authorization;

namespace AccessConsole.SignIn;

/// <summary>The signed-in person of a circuit. Asked at each act, since a circuit outlives what it was opened with.</summary>
public sealed class CurrentUser(AuthenticationStateProvider authentication)
{
    public async Task<ConsoleUser> GetAsync() =>
        SessionClaims.ToUser((await authentication.GetAuthenticationStateAsync()).User)
        ?? throw new UnauthorizedAccessException("nobody is signed in");
}
