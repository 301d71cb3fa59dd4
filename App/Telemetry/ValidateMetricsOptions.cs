using Microsoft.Extensions.Options;

namespace AccessConsole.Telemetry;

internal sealed class ValidateMetricsOptions : IValidateOptions<MetricsOptions>
{
    private const int MinimumToken = 32;

    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Also asked before the host is built: where to listen must be known then.</summary>
    public static bool IsUsable(string url) => TryPort(url, out _);

    /// <summary>The port of an address such as Kestrel takes them: a host, <c>*</c> or <c>+</c>, and a port.</summary>
    public static bool TryPort(string url, out int port)
    {
        port = 0;
        try
        {
            var binding = BindingAddress.Parse(url);
            port = binding.Port;
            return binding.Scheme == Uri.UriSchemeHttp && !binding.IsUnixPipe && !binding.IsNamedPipe && port > 0 && binding.PathBase.Length == 0 && url.Count(c => c == ':') > 1;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Failures(MetricsOptions options)
    {
        if (options.Url.Length > 0 && !IsUsable(options.Url))
            yield return $"Metrics__Url is `{options.Url}`: give a plain http address with a port of its own, such as http://127.0.0.1:9464";
        if (options.Token.Length is > 0 and < MinimumToken)
            yield return $"Metrics__Token is shorter than {MinimumToken} characters: make one with `openssl rand -hex 32`";
    }
}
