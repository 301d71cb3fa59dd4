using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Where people sign in, in words.</summary>
public sealed class SignInProvider(IConfiguration configuration, IOptionsMonitor<SignInOptions> options)
{
    public string Name
    {
        get
        {
            var entra = configuration.GetSection(SignInOptions.EntraSection);
            if (entra.Exists())
                return $"Entra ID, tenant {entra["TenantId"]}";
            return options.CurrentValue.OpenId is { } openId ? $"OpenID Connect, {openId.Authority}" : "demo people, for Development on this machine";
        }
    }
}
