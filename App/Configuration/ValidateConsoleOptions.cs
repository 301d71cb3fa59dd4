using System.Net;
using AccessConsole.Data;
using Microsoft.Extensions.Options;

namespace AccessConsole.Configuration;

internal sealed class ValidateConsoleOptions(IHostEnvironment host, IConfiguration configuration) : IValidateOptions<ConsoleOptions>
{
    public const string NoDatabase =
        "ConnectionStrings__Access is missing: name the PostgreSQL, or set Console__EmbeddedDatabase=true to run a private one";

    private const int MinimumBootstrapToken = 32;

    /// <returns>What is wrong with the configured connection; null where it can be read.</returns>
    public static string? BadDatabase(string connectionString) =>
        ConnectionText.Objection(connectionString) is { } objection ? $"ConnectionStrings__Access cannot be read: {objection}" : null;

    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(ConsoleOptions options)
    {
        if (options.BootstrapToken.Length is > 0 and < MinimumBootstrapToken)
            yield return $"Console__BootstrapToken is shorter than {MinimumBootstrapToken} characters: make one with `openssl rand -hex 32`";
        if (options.IssuerKeyInterval < TimeSpan.FromSeconds(1))
            yield return "Console__IssuerKeyInterval is below one second";
        if (options.BuildkiteInterval < TimeSpan.FromMinutes(1) || options.BuildkiteInterval > TimeSpan.FromDays(1))
            yield return "Console__BuildkiteInterval is below one minute or above one day";
        foreach (var entry in options.OutboundAllowed)
        {
            if (!IPNetwork.TryParse(entry, out _) && Uri.CheckHostName(entry) == UriHostNameType.Unknown)
                yield return $"Console__OutboundAllowed holds `{entry}`, which is neither a host name nor a network such as 10.0.0.0/8";
        }

        if (configuration.GetConnectionString(DataPaths.ConnectionName) is { Length: > 0 } database && BadDatabase(database) is { } bad)
            yield return bad;
        if (host.IsDevelopment())
            yield break;
        if (options.Sample)
            yield return "Console__Sample is for Development only: the sample organisation's demo issuer vouches for everybody";
        if (string.IsNullOrEmpty(options.DataDirectory))
            yield return "Console__DataDirectory is missing: name a directory that outlives the process, for the cache that serves bundles without the database";
        if (string.IsNullOrEmpty(configuration.GetConnectionString(DataPaths.ConnectionName)) && !options.EmbeddedDatabase)
            yield return NoDatabase;
    }
}
