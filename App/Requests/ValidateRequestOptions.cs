using Microsoft.Extensions.Options;

namespace AccessConsole.Requests;

internal sealed class ValidateRequestOptions : IValidateOptions<RequestOptions>
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(31);

    public ValidateOptionsResult Validate(string? name, RequestOptions options)
    {
        string[] failures = [.. Check(nameof(RequestOptions.LongestDuration), options.LongestDuration), .. Check(nameof(RequestOptions.OpenFor), options.OpenFor)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string key, TimeSpan value)
    {
        if (value < ShortestLimit || value > LongestLimit)
            yield return $"{RequestOptions.Section}:{key} is {value}: use at least a minute and at most 31 days, such as 12:00:00 or 7.00:00:00";
    }
}
