using System.Security.Claims;
using System.Text.Json;
using AccessConsole.Outbound;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>
/// The groups of a person who is in more of them than Entra writes into a token (200): they are asked of Microsoft Graph, by the
/// person's own access token, which needs no more than <c>User.Read</c> for one's own groups.
/// </summary>
internal sealed class EntraGroups(OutboundClient outbound, IOptionsMonitor<SignInOptions> options)
{
    /// <summary>What the sign-in must ask for, so that Graph may be asked.</summary>
    public const string Scope = "User.Read";

    /// <summary>Whether the token leaves groups out. The address that it names for them is an older service's and is not followed.</summary>
    public static bool AreLeftOut(ClaimsPrincipal principal) =>
        principal.FindFirst(ProviderClaims.HasGroups)?.Value is "true" or "True"
        || (principal.FindFirst(ProviderClaims.ClaimNames)?.Value is { } names && Names(names));

    /// <exception cref="OutboundException">Graph did not answer with the groups: the person is not signed in with fewer rights than they have.</exception>
    public async Task<IReadOnlyList<string>> FetchAsync(string accessToken, CancellationToken cancellationToken)
    {
        var address = new Uri(new Uri(options.CurrentValue.GraphEndpoint), "/v1.0/me/getMemberGroups");
        var answer = await outbound.PostJsonAsync(address, new { securityEnabledOnly = false }, accessToken, cancellationToken);
        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("value").EnumerateArray().Select(id => id.GetString()!)];
    }

    private static bool Names(string json)
    {
        try
        {
            using var names = JsonDocument.Parse(json);
            return names.RootElement.ValueKind == JsonValueKind.Object && names.RootElement.TryGetProperty(ProviderClaims.Groups, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
