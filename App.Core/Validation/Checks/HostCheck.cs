using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Hosts are plain DNS names, and in an environment a host leads to one service.</summary>
internal static class HostCheck
{
    public static void Check(ValidationContext context)
    {
        var owners = new Dictionary<(string, string), string>();
        foreach (var (service, deployment, pointer) in context.Deployments)
        {
            context.CheckCount(deployment.Hosts.Count, DocumentLimits.Hosts, "hosts", pointer + "/hosts");
            for (var i = 0; i < deployment.Hosts.Count; i++)
            {
                var host = deployment.Hosts[i];
                if (host.Length == 0)
                    continue;
                if (!Texts.IsHost(host))
                    context.Error(DiagnosticCodes.HostInvalid, $"{pointer}/hosts/{i}", $"`{Shown.Text(host)}` is no host: write a lower-case DNS name without wildcard, port or final dot");
                else if (!owners.TryAdd((deployment.Environment, host), service.Name))
                    context.Error(DiagnosticCodes.HostDuplicate, $"{pointer}/hosts/{i}", $"`{host}` leads to service `{owners[(deployment.Environment, host)]}` in `{deployment.Environment}` already");
            }
        }
    }
}
