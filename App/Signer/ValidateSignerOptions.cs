using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

internal sealed class ValidateSignerOptions(IHostEnvironment host) : IValidateOptions<SignerOptions>
{
    public const int MinimumCredential = 32;

    public ValidateOptionsResult Validate(string? name, SignerOptions options)
    {
        string[] failures = [.. Places(options), .. Providers(options), .. Roles(options), .. Times(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Places(SignerOptions options)
    {
        var listen = ListenAddress.Parse(options.Listen);
        if (listen is null)
            yield return $"Signer__Listen is `{options.Listen}`: give unix:/path/of/a.sock, an https address, or http://127.0.0.1:PORT";
        if (listen?.Uri?.Scheme == Uri.UriSchemeHttps && (options.CertificateFile.Length == 0 || options.CertificateKeyFile.Length == 0))
            yield return "Signer__CertificateFile and Signer__CertificateKeyFile are missing: https needs a certificate and its key, in PEM";
        foreach (var (key, file) in new[] { ("Signer__CertificateFile", options.CertificateFile), ("Signer__CertificateKeyFile", options.CertificateKeyFile) })
        {
            if (file.Length > 0 && !File.Exists(file))
                yield return $"{key} names `{file}`, which does not exist";
        }

        if (Credential.Objection("Signer__CredentialFile", options.CredentialFile) is { } objection)
            yield return objection;
        if (options.StateDirectory.Length == 0)
            yield return "Signer__StateDirectory is missing: name a directory that outlives the process and that the console cannot write";
    }

    private IEnumerable<string> Providers(SignerOptions options)
    {
        foreach (var (index, provider) in options.Providers.Index())
        {
            if (!Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !host.IsDevelopment()))
                yield return $"Signer__Providers__{index}__Authority is not an https address: give the issuer, such as https://acme.okta.com";
            if (provider.ClientId.Length == 0)
                yield return $"Signer__Providers__{index}__ClientId is missing: give the client that the console signs people in with";
            if (provider.KeysFile.Length > 0 && !File.Exists(provider.KeysFile))
                yield return $"Signer__Providers__{index}__KeysFile names `{provider.KeysFile}`, which does not exist";
        }
    }

    private static IEnumerable<string> Roles(SignerOptions options)
    {
        foreach (var (group, role) in options.Roles)
        {
            if (ApproverRoles.Objection(role) is { } objection)
                yield return $"Signer__Roles__{group} is `{role}`: {objection}";
        }

        if (options.Providers.Count > 0 && options.Roles.Count == 0)
            yield return "Signer__Roles is empty: nobody's approval would count; map groups or app roles to roles, as Authentication__Roles does at the console";
    }

    private static IEnumerable<string> Times(SignerOptions options)
    {
        if (options.ApprovalLifetime < TimeSpan.FromMinutes(5))
            yield return "Signer__ApprovalLifetime is below 5 minutes";
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(10))
            yield return "Signer__ClockSkew is not between 0 and 10 minutes";
        if (options.FreshnessLifetime < TimeSpan.FromMinutes(1))
            yield return "Signer__FreshnessLifetime is below one minute";
    }
}
