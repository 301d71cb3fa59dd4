using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Pull;
using Xunit;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>A deployment of Linkerd in shadow has a Server that lets everybody pass and notes what it would refuse.</summary>
public sealed class ShadowPullTests(SharedRig shared) : IClassFixture<SharedRig>
{
    [Fact]
    public async Task ServersOfServicesThatAreGone_StayWhereTheyDenyAndAreRemovedWhereTheyAudit()
    {
        await using var cluster = await PulledCluster.StartAsync(await shared.GetAsync(), Target.Linkerd);
        await InForceAsync(cluster, 5, Server(cluster, "api", "audit"), Server(cluster, "billing", "deny"), Server(cluster, "shop", "audit"));
        Assert.Equal(["api.default audit", "billing.default deny", "shop.default audit"], await cluster.ServersAsync());

        await InForceAsync(cluster, 6, Server(cluster, "shop", "audit"));
        Assert.Equal(["billing.default deny", "shop.default audit"], await cluster.ServersAsync());
    }

    [Fact]
    public async Task StaleBundle_LeavesShadowAsItIs()
    {
        await using var cluster = await PulledCluster.StartAsync(await shared.GetAsync(), Target.Linkerd);
        await InForceAsync(cluster, 5, Server(cluster, "api", "audit"), Server(cluster, "billing", "all-authenticated", part: "open"), Server(cluster, "billing", "deny"));
        cluster.Puller.Clock.Shift = TimeSpan.FromHours(3);
        cluster.Puller.Console.Failure = 500;

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(["api.default audit", "billing.default deny"], await cluster.ServersAsync());
    }

    private static async Task InForceAsync(PulledCluster cluster, int revision, params string[] objects)
    {
        await cluster.Puller.Console.PublishAsync(
            revision, [new BundleFile("linkerd/resources.yaml", Encoding.UTF8.GetBytes(string.Join("---\n", objects))), new BundleFile("linkerd/puller.json", """{"onStale":"deny"}"""u8.ToArray())]);
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
    }

    private static string Server(PulledCluster cluster, string service, string accessPolicy, string part = "default") => $$"""
        apiVersion: policy.linkerd.io/v1beta3
        kind: Server
        metadata:
          name: access.{{cluster.Environment}}.{{service}}.{{part}}
          namespace: shop
          labels:
            access-console/environment: {{cluster.Environment}}
            access-console/part: {{part}}
            access-console/service: {{service}}
            app.kubernetes.io/managed-by: access-console
        spec:
          podSelector:
            matchLabels:
              app: {{service}}
          port: 8080
          accessPolicy: {{accessPolicy}}

        """;
}
