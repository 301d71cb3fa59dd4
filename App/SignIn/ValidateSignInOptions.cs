using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

internal sealed class ValidateSignInOptions(IHostEnvironment host, IConfiguration configuration) : IValidateOptions<SignInOptions>
{
    private static readonly string[] SharedTenants = ["common", "organizations", "consumers"];

    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(SignInOptions options)
    {
        if (options.DemoPeople == true && !host.IsDevelopment())
            yield return "Authentication__DemoPeople is for Development only";
        var entra = configuration.GetSection(SignInOptions.EntraSection);
        if (entra["TenantId"] is { } tenant && SharedTenants.Contains(tenant.Trim(), StringComparer.OrdinalIgnoreCase))
            yield return $"Authentication__Entra__TenantId is `{tenant}`, which lets people of every tenant in, whose own admins give them app roles: give the id of your tenant";
        if (options.OpenId is { } openId)
        {
            if (!Uri.TryCreate(openId.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != "https" && !host.IsDevelopment()))
                yield return "Authentication__OpenId__Authority is not an https address: give the issuer, such as https://acme.okta.com";
            if (string.IsNullOrEmpty(openId.ClientId))
                yield return "Authentication__OpenId__ClientId is missing";
        }

        if (!Uri.TryCreate(options.GraphEndpoint, UriKind.Absolute, out var graph) || (graph.Scheme != "https" && !host.IsDevelopment()))
            yield return "Authentication__GraphEndpoint is not an https address, such as https://graph.microsoft.com";
        foreach (var (group, role) in options.Roles)
        {
            if (Objection(role) is { } objection)
                yield return $"Authentication__Roles__{group} is `{role}`: {objection}";
        }

        if (options.SessionLifetime < TimeSpan.FromMinutes(5) || options.SessionLifetime > TimeSpan.FromDays(1))
            yield return "Authentication__SessionLifetime is not between 5 minutes and 1 day";
        var anyProvider = options.OpenId is not null || entra.Exists();
        if (!host.IsDevelopment() && anyProvider && options.Roles.Count == 0)
            yield return "Authentication__Roles is empty: nobody who signs in would have a role; map groups or app roles to roles";
    }

    /// <returns>What is wrong with a role of the mapping; null where nothing is.</returns>
    private static string? Objection(string text)
    {
        try
        {
            RoleAssignment.Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
