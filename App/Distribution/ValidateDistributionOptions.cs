using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution;

internal sealed class ValidateDistributionOptions : IValidateOptions<DistributionOptions>
{
    private static readonly TimeSpan ShortestFreshness = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, DistributionOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(DistributionOptions options)
    {
        if (options.MaxHeldPolls < 0)
            yield return "Distribution__MaxHeldPolls is below zero";
        if (options.MaxHeldPollsPerToken < 0)
            yield return "Distribution__MaxHeldPollsPerToken is below zero";
        if (options.FreshnessLifetime < ShortestFreshness)
            yield return "Distribution__FreshnessLifetime is below five minutes";
    }
}
