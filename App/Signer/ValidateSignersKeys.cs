using AccessConsole.Signing;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

/// <summary>The signer makes no keys for itself, in Development neither: whoever pins them must have them.</summary>
internal sealed class ValidateSignersKeys(TimeProvider clock) : IValidateOptions<SigningOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningOptions options)
    {
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
