namespace AccessConsole.Core.Signing;

/// <summary>Which claim of an ID token is a person's immutable id.</summary>
public static class ProviderSubject
{
    private const string Subject = "sub";
    private const string EntraObjectId = "oid";
    private const string EntraTenant = "tid";

    /// <summary>
    /// <c>sub</c>, and of Entra <c>oid</c>, since its <c>sub</c> is another one for each client. A token is Entra's where its issuer is an address of the tenant that it names:
    /// another provider may let people choose what such claims say, but not under which address it issues.
    /// </summary>
    /// <param name="claim">The value of a claim; null where the token has none of that name.</param>
    /// <returns>Null where the token names nobody.</returns>
    public static string? Of(string issuer, Func<string, string?> claim)
    {
        var isEntra = claim(EntraTenant) is { Length: > 0 } tenant && Uri.TryCreate(issuer, UriKind.Absolute, out var address)
            && Guid.TryParse(tenant, out _) && address.Segments.Any(segment => segment.TrimEnd('/').Equals(tenant, StringComparison.OrdinalIgnoreCase));
        return ((isEntra ? claim(EntraObjectId) : null) ?? claim(Subject)) is { Length: > 0 } subject ? subject : null;
    }
}
