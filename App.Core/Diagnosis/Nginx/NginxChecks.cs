using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>Whether an nginx has the policy decide a call at all: which server takes the host, which location takes the path, and what stands before.</summary>
public static class NginxChecks
{
    private const string HowToGive = "run `nginx -T` at the gateway and give what it prints, here or by `accessctl diagnose --nginx-config FILE`; `--nginx` runs it there";

    internal static IEnumerable<CallCheck> Of(FailingCall call, DeploymentPolicy deployment)
    {
        if (deployment.Deployment.Hops.All(h => h.Engine != Target.Nginx) && string.IsNullOrWhiteSpace(call.NginxConfiguration))
            return [];
        return Of(call.NginxConfiguration, deployment.Service.Name, call.Host is { Length: > 0 } host ? [host] : [.. deployment.Deployment.Hosts], call.Path);
    }

    /// <param name="configuration">What <c>nginx -T</c> printed; null where it is not at hand.</param>
    /// <param name="hosts">Under which the service is called; lower case, a port may follow.</param>
    /// <param name="path">Raw, without query.</param>
    public static IReadOnlyList<CallCheck> Of(string? configuration, string service, IReadOnlyList<string> hosts, string path)
    {
        if (string.IsNullOrWhiteSpace(configuration))
            return [CallCheck.Untold("nginx.configuration", "nginx's configuration is at the gateway", HowToGive)];
        try
        {
            var read = NginxConfiguration.Read(configuration);
            var checks = new List<CallCheck> { OfReading(read) };
            var servers = new NginxServers(read);
            foreach (var host in hosts)
                checks.AddRange(new NginxHostChecks(servers, service, host, path).All());
            return checks;
        }
        catch (FormatException e)
        {
            return [CallCheck.Untold("nginx.configuration", $"the text is no configuration of nginx: {e.Message}", HowToGive)];
        }
    }

    private static CallCheck OfReading(NginxConfiguration read) => read.Missing.IsEmpty
        ? CallCheck.Passed("nginx.configuration", "the configuration is whole")
        : CallCheck.Untold("nginx.configuration", $"included files are not in the text: {string.Join(", ", read.Missing.Take(5).Select(m => $"`{TokenChecks.Shown(m)}`"))}; what follows holds only as far as they say nothing of it", HowToGive);
}
