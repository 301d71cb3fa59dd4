using Microsoft.Extensions.Options;

namespace AccessConsole.Retention;

internal sealed class ValidateRetentionOptions : IValidateOptions<RetentionOptions>
{
    // Below it, what was told of once could be told of again, and a token that has ended would not be known as such for as long as replicas remember it.
    private const int LeastDays = 31;
    private const int MostDays = 3_650;

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        (string Key, int Days)[] periods =
        [
            (nameof(options.WebhookMessageDays), options.WebhookMessageDays), (nameof(options.RemovedDays), options.RemovedDays),
            (nameof(options.EndedTokenDays), options.EndedTokenDays), (nameof(options.SilentPointDays), options.SilentPointDays),
            (nameof(options.RolloutStepDays), options.RolloutStepDays), (nameof(options.RolloutDays), options.RolloutDays),
        ];
        var failures = periods.Where(p => p.Days != 0 && p.Days is < LeastDays or > MostDays)
            .Select(p => $"{RetentionOptions.Section}:{p.Key} is {p.Days}: give {LeastDays} to {MostDays} days, or 0 to keep them for ever").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
