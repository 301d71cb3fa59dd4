using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Decisions;

internal sealed class ValidateDecisionOptions : IValidateOptions<DecisionOptions>
{
    // The database makes no table of a day that is longer ago.
    private const int LongestDays = 3_650;

    public ValidateOptionsResult Validate(string? name, DecisionOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(DecisionOptions options)
    {
        if (options.RetentionDays is < 1 or > LongestDays)
            yield return $"Decisions__RetentionDays is {options.RetentionDays}: give 1 to {LongestDays} days";
        if (options.CountsRetentionDays is < 1 or > LongestDays || options.CountsRetentionDays < options.RetentionDays)
            yield return $"Decisions__CountsRetentionDays is {options.CountsRetentionDays}: give at least Decisions__RetentionDays and at most {LongestDays} days";
        if (options.QueueMegabytes is < 1 or > 4_096)
            yield return $"Decisions__QueueMegabytes is {options.QueueMegabytes}: give 1 to 4096 megabytes";
    }
}
