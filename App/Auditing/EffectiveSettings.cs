using System.Globalization;
using AccessConsole.Configuration;
using AccessConsole.Distribution;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Requests;
using AccessConsole.Retention;
using AccessConsole.SignIn;
using AccessConsole.Telemetry;
using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

/// <summary>The settings by which somebody gets further, or leaves less of a trace, by their configuration keys. Of a secret only whether there is one.</summary>
internal sealed class EffectiveSettings(
    IConfiguration configuration, IHostEnvironment host, IOptionsMonitor<SignInOptions> signIn, IOptions<ConsoleOptions> console, IOptions<DistributionOptions> distribution,
    IOptions<RetentionOptions> retention, IOptions<DecisionOptions> decisions, IOptions<RequestOptions> requests, IOptions<MetricsOptions> metrics)
{
    public SortedDictionary<string, string> Read()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddSignIn(signIn.CurrentValue);
        Add(ConsoleOptions.Section, nameof(ConsoleOptions.OutboundAllowed), string.Join(' ', console.Value.OutboundAllowed));
        Add(ConsoleOptions.Section, nameof(ConsoleOptions.BootstrapToken), IsSet(console.Value.BootstrapToken));
        Add(ConsoleOptions.Section, nameof(ConsoleOptions.KeepBootstrapToken), Text(console.Value.KeepBootstrapToken));
        Add(DistributionOptions.Section, nameof(DistributionOptions.TrustDomain), distribution.Value.TrustDomain);
        Add(DistributionOptions.Section, nameof(DistributionOptions.ClientTrustBundleFile), distribution.Value.ClientTrustBundleFile);
        Add(DistributionOptions.Section, nameof(DistributionOptions.FreshnessLifetime), Text(distribution.Value.FreshnessLifetime));
        foreach (var days in typeof(RetentionOptions).GetProperties())
            Add(RetentionOptions.Section, days.Name, Text(days.GetValue(retention.Value)));
        Add(DecisionOptions.Section, nameof(DecisionOptions.RetentionDays), Text(decisions.Value.RetentionDays));
        Add(DecisionOptions.Section, nameof(DecisionOptions.CountsRetentionDays), Text(decisions.Value.CountsRetentionDays));
        Add(RequestOptions.Section, nameof(RequestOptions.LongestDuration), Text(requests.Value.LongestDuration));
        Add(RequestOptions.Section, nameof(RequestOptions.OpenFor), Text(requests.Value.OpenFor));
        Add(MetricsOptions.Section, nameof(MetricsOptions.Url), metrics.Value.Url);
        Add(MetricsOptions.Section, nameof(MetricsOptions.Token), IsSet(metrics.Value.Token));
        return found;

        void AddSignIn(SignInOptions options)
        {
            Add(SignInOptions.Section, nameof(SignInOptions.DemoPeople), Text(RefuseDemoPeopleBeyondLoopback.AreOffered(host, options)));
            Add(SignInOptions.Section, nameof(SignInOptions.SessionLifetime), Text(options.SessionLifetime));
            foreach (var name in (string[])["Instance", "TenantId", "ClientId"])
                Add(SignInOptions.EntraSection, name, configuration[$"{SignInOptions.EntraSection}:{name}"] ?? "");
            Add(SignInOptions.Section, "OpenId:Authority", options.OpenId?.Authority ?? "");
            Add(SignInOptions.Section, "OpenId:ClientId", options.OpenId?.ClientId ?? "");
            Add(SignInOptions.Section, "OpenId:GroupsClaim", options.OpenId?.GroupsClaim ?? "");
            foreach (var (group, role) in options.Roles)
                Add(SignInOptions.Section, $"Roles:{group}", role);
        }

        void Add(string section, string name, string value)
        {
            if (value.Length > 0)
                found[$"{section}:{name}"] = value;
        }
    }

    private static string IsSet(string secret) => secret.Length > 0 ? "set" : "";

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
