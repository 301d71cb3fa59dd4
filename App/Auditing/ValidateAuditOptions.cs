using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

internal sealed class ValidateAuditOptions : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        try
        {
            AuditKey.Configured(options);
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures);
        }
    }
}
