using AccessConsole.Configuration;
using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

internal sealed class ValidateAuditOptions(IHostEnvironment host, DataPaths paths) : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        try
        {
            AuditKey.Read(options, host, paths);
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures);
        }
    }
}
