using System.Diagnostics;
using AccessConsole.Core.Bundles;
using AccessConsole.Tests.Engines.Nginx;
using Xunit;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>accessctl as a process of its own before the API server.</summary>
internal static class AccessctlCalls
{
    /// <summary>Pulls once and is killed as the write with that number is asked for, which is not done.</summary>
    public static async Task KillAtWriteAsync(PulledCluster cluster, int write)
    {
        var asked = new TaskCompletionSource();
        cluster.Proxy.Fails = number =>
        {
            if (number != write + 1)
                return false;
            asked.TrySetResult();
            Thread.Sleep(TimeSpan.FromSeconds(2));
            return true;
        };
        using var process = await StartAsync(cluster);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(137, process.ExitCode);
        cluster.Proxy.Fails = _ => false;
    }

    private static async Task<Process> StartAsync(PulledCluster cluster)
    {
        var trust = Path.Combine(cluster.Puller.Root, "root.pub");
        await File.WriteAllTextAsync(trust, SigningKeys.ExportPublicPem(cluster.Puller.Console.Root.VerificationKey));
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "accessctl.dll"), "pull", "istio", "--environment", cluster.Environment, "--directory", cluster.Puller.Access,
            "--trust", trust, "--kubeconfig", PulledCluster.Kubeconfig(cluster.Puller.Root, cluster.Proxy.Address), "--name", "cluster-1", "--once",
        ])
        { RedirectStandardOutput = true };
        start.Environment["ACCESS_SERVER"] = cluster.Puller.Console.Address.ToString();
        start.Environment["ACCESS_TOKEN"] = FakeConsole.Token;
        return Process.Start(start)!;
    }
}
