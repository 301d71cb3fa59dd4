using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

internal sealed class ValidateSigningOptions(IHostEnvironment host, TimeProvider clock) : IValidateOptions<SigningOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningOptions options)
    {
        // Development makes the three itself, but only all of them: half a set would pin one root and sign under another.
        var isNoneNamed = options is { KeyFile: "", RootPublicKeyFile: "", KeyListFile: "", PreviousKeyFiles.Count: 0, Environments.Count: 0, Signer: null };
        if (isNoneNamed && host.IsDevelopment())
            return ValidateOptionsResult.Success;
        try
        {
            new SigningKeyFiles(options, clock).Read();
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures);
        }
    }
}
